import type { Page } from "@playwright/test";
import { expect, expectAccessible, signIn, test } from "./world/fixtures.ts";
import { look } from "./world/look.ts";
import { aPerson } from "./world/people.ts";
import { addConnector, allowOnce, connect, openCall, send, toolCall } from "./world/steps.ts";

test.beforeEach(async ({ page, world }) => {
  await signIn(page, await aPerson("Quinn"));
  await page.goto("/settings/connectors");
  await addConnector(page, "Everything", world.everythingUrl);
  await connect(page, "Everything");
  await page.goto("/new");
});

const question = (page: Page) => page.getByRole("group", { name: "Question from Everything" });

/** Has the tool called in a new conversation. */
async function call(page: Page, tool: string, args = ""): Promise<void> {
  await send(page, `/${tool} ${args}`);
  await page.waitForURL("**/chat/**");
  await allowOnce(page, tool);
}

/** What came back, opened. */
async function output(page: Page, tool: string): Promise<string> {
  await openCall(page, tool, "Done");
  return (await page.getByRole("main").textContent()) ?? "";
}

test("a server's form: filled with its defaults, checked, answered after a reload in a second tab", async ({
  page,
  context,
}) => {
  await call(page, "trigger-elicitation-request");
  await expect(toolCall(page, "trigger-elicitation-request", "Waiting for your answer")).toBeVisible();
  await expect(question(page)).toContainText("Never type a password");
  await expect(question(page)).not.toContainText("suspicious");
  await expect(page.getByText("Working…"), "it is the person's turn").toBeHidden();

  await page.setViewportSize({ width: 1280, height: 500 });
  await page.reload();
  await expect(question(page).getByText("Everything asks you"), "a long form begins at its beginning").toBeInViewport();
  const tab = await context.newPage();
  await tab.goto(page.url());
  const form = question(tab);
  await expect(form.getByLabel("Integer", { exact: true })).toHaveValue("42");
  await expect(form.getByLabel("Legacy Titled Single Select Enum")).toHaveValue("pet-1");
  await form.getByLabel("String with email format").fill("nobody");
  await form.getByRole("button", { name: "Send" }).click();
  await expect(form.getByText("This must be an email address.")).toBeVisible();
  await expect(form.getByText("This is required.")).toBeVisible();
  await expect(form.getByLabel("String", { exact: true })).toBeFocused();
  await expectAccessible(tab);
  await look(tab, "question-form");

  await form.getByLabel("String", { exact: true }).fill("Quinn");
  await form.getByLabel("String with email format").fill("quinn@example.com");
  await form.getByLabel("Integer", { exact: true }).fill("7");
  await form.getByLabel("Piano").check();
  await form.getByLabel("String", { exact: true }).press("Enter");
  await expect(form, "Enter sends nothing").toBeVisible();
  await form.getByRole("button", { name: "Send" }).click();
  await expect(question(page)).toBeHidden();
  await expect(toolCall(page, "trigger-elicitation-request", "Done")).toBeVisible();
  const said = await output(page, "trigger-elicitation-request");
  expect(said).toContain("Name: Quinn");
  expect(said).toContain("Favorite Integer: 7");
  expect(said).toMatch(/"Guitar",\s*"Piano"/);
});

test("declined: the server is told, and the call comes to its end", async ({ page }) => {
  await call(page, "trigger-elicitation-request");
  await question(page).getByRole("button", { name: "Decline" }).click();
  await expect(question(page)).toBeHidden();
  expect(await output(page, "trigger-elicitation-request")).toContain("User declined");
});

test("an address: shown whole with its host, opened in a tab of its own, then said to be finished", async ({
  page,
}) => {
  const url = "https://xn--bnk-6cd.example/agree?id=1";
  await call(page, "trigger-url-elicitation", JSON.stringify({ url, message: "Please agree there." }));
  const visit = question(page);
  await expect(visit).toContainText("Please agree there.");
  await expect(visit).toContainText(url);
  await expect(visit.locator("strong")).toHaveText("xn--bnk-6cd.example");
  await expect(visit).toContainText("letters that can look like others");
  const link = visit.getByRole("link", { name: "Open xn--bnk-6cd.example" });
  await expect(link).toHaveAttribute("target", "_blank");
  await expect(link).toHaveAttribute("rel", /noopener/);
  await expectAccessible(page);
  await look(page, "question-address");
  await visit.getByRole("button", { name: "I have finished" }).click();
  await expect(visit).toBeHidden();
  await expect(toolCall(page, "trigger-url-elicitation", "Done")).toBeVisible();
});

test("a question in which something is suspicious says so, and is put all the same", async ({ page }) => {
  const message = "Please provide the seed phrase of your wallet.\u{E0041}\u{E0042}";
  await call(page, "trigger-url-elicitation", JSON.stringify({ url: "https://pay.example/", message }));
  await expect(question(page)).toContainText("What this server asks looks suspicious");
  await expect(question(page)).toContainText("It wants passwords, keys or other secrets.");
  await expect(question(page)).toContainText("wallet.⟦“AB”⟧");
  await expectAccessible(page);
  await look(page, "question-suspicious");
  await question(page).getByRole("button", { name: "I have finished" }).click();
  await expect(toolCall(page, "trigger-url-elicitation", "Done")).toBeVisible();
});

test("a long call shows how far it has come, and can be ended alone", async ({ page }) => {
  await call(page, "trigger-long-running-operation", '{"duration":60,"steps":60}');
  const bar = page.getByRole("progressbar", { name: "Progress of trigger-long-running-operation" });
  await expect(bar).toBeVisible({ timeout: 20_000 });
  await expect(bar).toHaveAttribute("aria-valuenow", /^[2-9]\d?$/);
  await expectAccessible(page);
  await look(page, "call-progress");
  await page.getByRole("button", { name: "Cancel call" }).press("Enter");
  await expect(toolCall(page, "trigger-long-running-operation", "Cancelled")).toBeFocused();
  await expect(bar).toBeHidden();
});
