import type { Page } from "@playwright/test";
import { db } from "#lib/platform/db/client.ts";
import { browserOf, expect, expectAccessible, signIn, switchTo, test } from "./world/fixtures.ts";
import { look } from "./world/look.ts";
import { anOrganization, aPerson } from "./world/people.ts";
import { aScript, scriptedModel } from "./world/scripted-model.ts";
import { send } from "./world/steps.ts";

/** The menu beside a model or a provider, and one of its items. */
async function choose(page: Page, name: string, item: string): Promise<void> {
  await page.getByRole("button", { name: `More options for ${name}` }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

const answer = (page: Page) => page.getByRole("article", { name: "Answer" }).last();

test("owners add a provider and models, try them, and people choose between them", async ({ page, browser, world }) => {
  const { org, owner, members } = await anOrganization("Olga", "Ann");
  const [ann] = members;
  const first = await aScript(world, { when: {}, text: ["First answers."] });
  const second = await aScript(world, { when: {}, text: ["Second answers."] });
  await signIn(page, owner);
  await switchTo(page, org.name);

  await test.step("there is nothing yet, and the page says what answers", async () => {
    await page.goto("/admin-settings/models");
    await expect(page.getByRole("heading", { name: "Models", exact: true })).toBeVisible();
    await expect(page.getByText("The built-in model answers")).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("an address that may not be reached is refused in words", async () => {
    await page.getByRole("button", { name: "Add provider" }).click();
    const dialog = page.getByRole("dialog", { name: "Add provider" });
    await dialog.getByLabel("Kind").selectOption("openai-compatible");
    await dialog.getByLabel("Name").fill("House models");
    await dialog.getByLabel("Address").fill("http://10.0.0.7:8000/v1");
    await dialog.getByRole("button", { name: "Add" }).click();
    await expect(dialog.getByText("may not be reached from here")).toBeVisible();
    await expect(dialog.getByLabel("Address")).toBeFocused();
    await expect(dialog.getByLabel("Address")).toHaveAccessibleDescription(/may not be reached from here/);
    await expectAccessible(page);
    await dialog.getByLabel("Address").fill(`${world.scriptedModelUrl}/v1`);
    await dialog.getByLabel("Key").fill("sk-house-secret");
    await dialog.getByRole("button", { name: "Add" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText("A key is set")).toBeVisible();
    expect(await page.content()).not.toContain("sk-house-secret");
  });

  await test.step("models, the first of them the default", async () => {
    for (const [script, label] of [
      [first.name, "First"],
      [second.name, "Second"],
      ["no-such-model", "Missing"],
    ] as const) {
      await page.getByRole("button", { name: "Add model" }).click();
      const dialog = page.getByRole("dialog", { name: "Add a model of House models" });
      await dialog.getByLabel("Model name").fill(script);
      await dialog.getByLabel("Label").fill(label);
      await dialog.getByRole("button", { name: "Add" }).click();
      await expect(dialog).toBeHidden();
      await expect(page.getByRole("listitem", { name: label })).toBeVisible();
    }
    await expect(page.getByRole("listitem", { name: "First" }).getByText("Default")).toBeVisible();
    await expect(page.getByText("First answers where nobody has chosen another model")).toBeVisible();
    await expectAccessible(page);
    await look(page, "models");
  });

  await test.step("Test asks the model and says plainly what went wrong", async () => {
    await page.getByRole("button", { name: "Test First" }).click();
    await expect(page.getByText(/First answered in .* s\./)).toBeVisible();
    await page.getByRole("button", { name: "Test Missing" }).click();
    await expect(page.getByText("Whoever set it up needs to check its name.")).toBeVisible();
    expect(await first.requests()).toHaveLength(1);
  });

  await test.step("a lost connection is said, and takes nothing away that was typed", async () => {
    await page.context().setOffline(true);
    await page.getByRole("button", { name: "Test First" }).click();
    await expect(page.getByText("First: The server could not be reached.")).toBeVisible();
    await page.getByLabel("Tool calls", { exact: true }).fill("500");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText(/^The server could not be reached/)).toBeVisible();
    await expect(page.getByLabel("Tool calls", { exact: true })).toHaveValue("500");
    await page.context().setOffline(false);
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("The limits are saved")).toBeVisible();
  });

  await test.step("a member sees no such page, and chooses a model for a conversation", async () => {
    const theirs = await browserOf(browser, ann ?? owner);
    await switchTo(theirs, org.name);
    await theirs.goto("/admin-settings/models");
    await expect(theirs.getByRole("heading", { name: "Page not found" })).toBeVisible();
    await theirs.goto("/new");
    await theirs.getByRole("button", { name: "Model: First" }).click();
    await theirs.getByRole("menuitemradio", { name: /Second/ }).click();
    await expect(theirs.getByRole("button", { name: "Model: Second" })).toBeVisible();
    await send(theirs, "Hi");
    await expect(answer(theirs)).toContainText("Second answers.", { timeout: 20_000 });
    await theirs.getByRole("button", { name: "Model: Second" }).click();
    await theirs.getByRole("menuitemradio", { name: /First/ }).click();
    await expect(theirs.getByRole("button", { name: "Model: First" })).toBeVisible();
    await send(theirs, "And now?");
    await expect(answer(theirs)).toContainText("First answers.", { timeout: 20_000 });
    await theirs.reload();
    await expect(theirs.getByRole("button", { name: "Model: First" })).toBeVisible();
    await theirs.context().setOffline(true);
    await theirs.getByRole("button", { name: "Model: First" }).click();
    await theirs.getByRole("menuitemradio", { name: /Second/ }).click();
    await expect(theirs.getByText("That did not work. Please try again.").first()).toBeVisible();
    await expect(theirs.getByRole("button", { name: "Model: First" })).toBeVisible();
    await theirs.context().setOffline(false);
    await theirs.getByRole("button", { name: "Usage" }).click();
    await expect(theirs.getByRole("dialog", { name: "Usage of this conversation" })).toContainText("Tokens in");
    await expectAccessible(theirs);
    await look(theirs, "usage-of-conversation");
    await theirs.context().close();
  });

  await test.step("usage by person and by model; what is removed says what answers instead", async () => {
    await page.reload();
    const people = page.getByRole("region", { name: "By person" });
    await expect(people.getByRole("rowheader", { name: "Ann" })).toBeVisible();
    await expect(
      page.getByRole("region", { name: "By model" }).getByRole("rowheader", { name: "Second" }),
    ).toBeVisible();
    await people.scrollIntoViewIfNeeded();
    await look(page, "usage");
    await choose(page, "Second", "Make default");
    await expect(page.getByRole("listitem", { name: "Second" }).getByText("Default")).toBeVisible();
    await choose(page, "First", "Remove");
    const dialog = page.getByRole("alertdialog", { name: "Remove First?" });
    await expect(dialog).toContainText("answered by Second");
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Remove" }).click();
    await expect(page.getByRole("listitem", { name: "First" })).toBeHidden();
    await choose(page, "House models", "Remove");
    await expect(page.getByRole("alertdialog")).toContainText("the built-in model");
    await page.getByRole("alertdialog").getByRole("button", { name: "Cancel" }).click();
  });

  const trail = await db().auditEvent.findMany({ where: { orgId: org.id, type: { startsWith: "model" } } });
  expect(trail.map(({ type }) => type)).toEqual(
    expect.arrayContaining(["modelProvider.added", "model.added", "model.madeDefault", "model.removed"]),
  );
  expect(JSON.stringify(trail.map(({ data }) => data))).not.toContain("sk-house-secret");
});

test("a failure is waited for and shown, an answer that breaks off goes on, a limit is said plainly", async ({
  page,
  world,
}) => {
  const ann = await aPerson("Ann");
  const model = await scriptedModel(
    world,
    ann,
    { status: 503, headers: { "retry-after": "4" } },
    { text: ["It was a dark and sto"], isCut: true, waits: true },
    { text: ["rmy night."] },
  );
  await signIn(page, ann);
  await send(page, "Begin a novel");
  await expect(page.getByText("The model did not answer, trying again (2 of 3)").first()).toBeVisible({
    timeout: 20_000,
  });
  await page.reload();
  await expect(page.getByText("The model did not answer, trying again (2 of 3)").first()).toBeVisible();
  await expect(answer(page)).toContainText("It was a dark and sto", { timeout: 20_000 });
  await model.go();
  await expect(answer(page)).toContainText("The answer broke off");
  await expectAccessible(page);
  await look(page, "answer-broke-off");
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await expect(answer(page).getByText("It was a dark and stormy night.", { exact: true })).toBeVisible({
    timeout: 20_000,
  });
  await expect(answer(page)).not.toContainText("broke off");
  await page.reload();
  await expect(answer(page).getByText("It was a dark and stormy night.", { exact: true })).toBeVisible();

  await page.goto("/admin-settings/models");
  await page.getByLabel("Tokens", { exact: true }).fill("10");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("The limits are saved")).toBeVisible();
  await expect(page.getByText(/of 10/).first()).toBeVisible();
  await page.goto("/new");
  await send(page, "Another one");
  await expect(answer(page)).toContainText("Your tokens for today are used up", { timeout: 20_000 });
  expect(await model.requests()).toHaveLength(3);
});
