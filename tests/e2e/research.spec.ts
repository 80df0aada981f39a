import type { Page } from "@playwright/test";
import { db } from "#lib/platform/db/client.ts";
import { expect, expectAccessible, signIn, test } from "./world/fixtures.ts";
import { look } from "./world/look.ts";
import { aPerson, type Person } from "./world/people.ts";
import { scriptedModel } from "./world/scripted-model.ts";
import { addConnector, connect, toolCall } from "./world/steps.ts";

let rita: Person;
test.beforeEach(async ({ page, world }) => {
  rita = await aPerson("Rita");
  await signIn(page, rita);
  await page.goto("/settings/connectors");
  await addConnector(page, "Everything", world.everythingUrl);
  await connect(page, "Everything");
  await page.goto("/new");
});

/** Her workspace's owner, who is herself, calls these tools a read, as they are now. */
async function classifyAsRead(...names: string[]): Promise<void> {
  const tools = await db().toolDefinition.findMany({
    where: { name: { in: names }, connection: { userId: rita.id } },
    include: { connection: true },
  });
  await db().toolClass.createMany({
    data: tools.map(({ orgId, name, hash, connection: { connectorId } }) => ({
      orgId,
      connectorId,
      toolName: name,
      definitionHash: hash,
      kind: "read",
      updatedById: rita.id,
    })),
  });
}

const research = (page: Page) => page.getByRole("region", { name: "Research", exact: true });
const plan = (page: Page) => page.getByRole("group", { name: "Plan for research" });

/** Asks a question to be investigated. */
async function ask(page: Page, question: string): Promise<void> {
  await page.getByRole("button", { name: "Research", exact: true }).click();
  await expect(page.getByText(/becomes a question to investigate/)).toBeVisible();
  await page.getByRole("textbox", { name: "Message" }).fill(question);
  await page.getByRole("button", { name: "Send" }).click();
  await page.waitForURL("**/chat/**");
}

/** Presses a button of the plan; it is inert until it has stood still, so the click is repeated until it has acted. */
async function answerPlan(page: Page, button: "Start research" | "Decline"): Promise<void> {
  await expect(plan(page)).toBeVisible({ timeout: 20_000 });
  await expect(async () => {
    const press = plan(page).getByRole("button", { name: button });
    if (await press.isVisible()) await press.click({ timeout: 1_000 }).catch(() => {});
    await expect(plan(page)).toBeHidden({ timeout: 2_000 });
  }).toPass({ timeout: 30_000 });
}

const PLAN = {
  name: "propose_plan",
  arguments: {
    reason: "Both tools answer by themselves.",
    questions: [
      { question: "What does the echo say?", tools: ["echo"] },
      { question: "What is the sum?", tools: ["get-sum"] },
      { question: "How long does it take?", tools: ["trigger-long-running-operation"] },
    ],
    calls: 8,
  },
};
const note = (text: string, ...sources: number[]) => ({
  name: "note_finding",
  arguments: { text, sources, question: "q1" },
});

test("a question becomes a plan, one approval starts it, and the report leads to its calls", async ({
  page,
  context,
  world,
}) => {
  await classifyAsRead("echo", "get-sum", "trigger-long-running-operation");
  const model = await scriptedModel(
    world,
    rita,
    { calls: [PLAN] },
    {
      calls: [
        { name: "echo", arguments: { message: "hello there" } },
        { name: "get-sum", arguments: { a: 19, b: 23 } },
        { name: "trigger-long-running-operation", arguments: { duration: 1, steps: 2 } },
      ],
    },
    {
      waits: true,
      calls: [
        note("The echo repeats what it is told.", 1),
        note("The sum is 42.", 2),
        { name: "close_question", arguments: { question: "q1" } },
      ],
    },
    { text: ["done"] },
    { text: ["The echo says **hello there** [1] and the sum is 42 [2]. ", "Nobody knows more [9]."] },
  );
  await page.goto("/new");
  await ask(page, "What do the tools here know?");

  await test.step("the plan: what it is for, what it may call, what it may spend", async () => {
    await expect(plan(page)).toBeVisible({ timeout: 20_000 });
    await expect(plan(page)).toContainText("What does the echo say?");
    await expect(plan(page)).toContainText("Read-only by your organization");
    await expect(plan(page)).toContainText("8 calls, 10 minutes, 200,000 tokens");
    await expectAccessible(page);
    await look(page, "research-plan");
  });
  await test.step("it can be made smaller", async () => {
    await plan(page).getByRole("button", { name: "Change the plan" }).click();
    await plan(page).getByRole("button", { name: "Remove question 3" }).click();
    await plan(page).getByRole("textbox", { name: "Question 2" }).fill("What is 19 + 23?");
    await plan(page).getByRole("spinbutton", { name: "Calls" }).fill("600");
    await expect(plan(page)).toContainText("Calls: between 1 and 60");
    await plan(page).getByRole("spinbutton", { name: "Calls" }).fill("6");
    await expectAccessible(page);
    await look(page, "research-edit");
  });
  const second = await context.newPage();
  await second.goto(page.url());
  await answerPlan(page, "Start research");

  await test.step("it goes on before everybody's eyes, a reload and a second tab included", async () => {
    await page.reload();
    for (const tab of [page, second]) {
      await expect(research(tab).getByText("Working", { exact: true })).toBeVisible({ timeout: 20_000 });
      await expect(research(tab).getByText("3 of 6 calls")).toBeVisible();
      await expect(research(tab)).toContainText("What is 19 + 23?");
      await expect(research(tab)).not.toContainText("How long does it take?");
      await expect(toolCall(tab, "get-sum", "Done")).toBeVisible({ timeout: 20_000 });
    }
    await look(page, "research-working");
    await model.go();
  });
  await test.step("the report, whose citations open the calls they rest on", async () => {
    await expect(research(page).getByText("Finished", { exact: true })).toBeVisible({ timeout: 40_000 });
    const report = page.getByRole("region", { name: "Report", exact: true });
    await expect(report).toContainText("hello there");
    await expect(report).toContainText("1 citation was taken out");
    await look(page, "research-report");
    await report.getByRole("link", { name: "Source 2" }).first().click();
    await expect(toolCall(page, "get-sum", "Done")).toHaveAttribute("aria-expanded", "true");
    await expect(toolCall(page, "get-sum", "Done")).toBeFocused();
    await expect(report).toContainText("42");
    await expectAccessible(page);
    await look(page, "research-source");
  });
  await test.step("nobody was asked in between, and the other tab shows the same", async () => {
    await expect(second.getByRole("region", { name: "Report", exact: true })).toContainText("hello there");
    expect(await db().approval.count({ where: { userId: rita.id } })).toBe(0);
  });
});

test("Stop keeps what was found, and a report can be written from it", async ({ page, world }) => {
  await classifyAsRead("echo", "get-sum", "trigger-long-running-operation");
  await scriptedModel(
    world,
    rita,
    { calls: [PLAN] },
    { calls: [{ name: "echo", arguments: { message: "found this" } }] },
    {
      calls: [
        note("The echo found this.", 1),
        { name: "trigger-long-running-operation", arguments: { duration: 60, steps: 60 } },
      ],
    },
    { text: ["What was found: this [1]."] },
  );
  await page.goto("/new");
  await ask(page, "What can be found?");
  await answerPlan(page, "Start research");
  await expect(toolCall(page, "trigger-long-running-operation", "Running")).toBeVisible({ timeout: 20_000 });
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(research(page).getByText("Stopped", { exact: true })).toBeVisible({ timeout: 20_000 });
  await research(page)
    .getByRole("button", { name: /^Notes \(1\)/ })
    .click();
  await expect(research(page)).toContainText("The echo found this.");
  await look(page, "research-stopped");
  await research(page).getByRole("button", { name: "Write report from what was found" }).click();
  const report = page.getByRole("region", { name: "Report", exact: true });
  await expect(report).toContainText("What was found: this", { timeout: 20_000 });
  await expect(report).toContainText("The work was stopped before it was done");
});

test("without a tool that owners called a read it says why; the built-in model investigates offline", async ({
  page,
}) => {
  await page.getByRole("button", { name: "Research", exact: true }).click();
  await expect(page.getByRole("dialog", { name: "Research is not possible here yet" })).toContainText(
    "classified as reading",
  );
  await expectAccessible(page);
  await classifyAsRead("echo");
  await page.reload();
  await ask(page, "Which message does the echo give back?");
  await expect(plan(page)).toContainText("not an AI", { timeout: 20_000 });
  await answerPlan(page, "Start research");
  const report = page.getByRole("region", { name: "Report", exact: true });
  await expect(report).toContainText("Built-in model", { timeout: 40_000 });
  await expect(report.getByRole("link", { name: "Source 1" }).first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Research", exact: true })).toHaveAttribute("aria-pressed", "false");
});

test("a declined plan calls nothing, and the question can be asked again", async ({ page, world }) => {
  await classifyAsRead("echo");
  await scriptedModel(world, rita, { calls: [PLAN] }, { calls: [PLAN] });
  await page.goto("/new");
  await ask(page, "Shall we?");
  await answerPlan(page, "Decline");
  await expect(research(page)).toContainText("You declined the plan. Nothing was called.");
  await page.getByRole("button", { name: "Ask again" }).click();
  await expect(plan(page)).toBeVisible({ timeout: 20_000 });
});
