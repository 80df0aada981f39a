import type { Locator, Page } from "@playwright/test";
import { expect, expectAccessible, signIn, test, type World } from "./world/fixtures.ts";
import { look } from "./world/look.ts";
import { aPerson } from "./world/people.ts";
import { type ScriptedModel, scriptedModel } from "./world/scripted-model.ts";
import { addConnector, allowOnce, connect, decide, openCall, send, toolCall } from "./world/steps.ts";

/** Somebody with an account at the reference server and a model that does as it is told. */
async function start(page: Page, world: World) {
  const ada = await aPerson("Ada");
  const model = await scriptedModel(world, ada);
  await signIn(page, ada);
  await page.goto("/settings/connectors");
  await addConnector(page, "Everything", world.everythingUrl);
  await connect(page, "Everything");
  await page.goto("/new");
  return model;
}

/** Has the model ask for calls, and gives the questions about them. */
async function ask(
  page: Page,
  model: ScriptedModel,
  ...calls: { name: string; arguments: object }[]
): Promise<Locator[]> {
  await model.script(
    { calls: calls.map((call) => ({ ...call, name: `everything__${call.name}` })) },
    { text: ["That is all."] },
  );
  await send(page, "Please do it");
  await page.waitForURL("**/chat/**");
  const cards = calls.map(({ name }) => page.getByRole("group", { name: `Approval for ${name}` }));
  for (const card of cards) await expect(card).toBeVisible({ timeout: 20_000 });
  return cards;
}

test("the question shows all there is to judge by, in the canonical form, and hides nothing", async ({
  page,
  world,
}) => {
  const model = await start(page, world);
  const long = "lorem ipsum ".repeat(1_000);
  const [card] = await ask(page, model, {
    name: "echo",
    arguments: { z: 1.5e21, message: "Pay\u200b me\nnow", apiKey: "abc-123", long, a: { y: [], x: null } },
  });
  if (!card) return;
  for (const text of ["Everything", "Your account", "nothing allows this tool yet"])
    await expect(card.getByText(text).first()).toBeVisible();
  await expect(card).toContainText('"a": {"x": null,"y": []},"apiKey": "abc-123",');
  await expect(card).toContainText("PayU+200B me\\nnow");
  await look(page, "approval");
  await page.setViewportSize({ width: 390, height: 900 });
  const question = await card.getByText("Let Everything run echo").boundingBox();
  expect(question?.width, "on a narrow screen the question has the width for itself").toBeGreaterThan(220);
  await page.setViewportSize({ width: 1280, height: 720 });
  await card.getByRole("button", { name: "Show all (12,000 characters)" }).click();
  await expect(card).toContainText(long.trim());
  const hide = card.getByRole("switch", { name: "Hide values that look like secrets" });
  await expect(hide).not.toBeChecked();
  await hide.click();
  await expect(card).not.toContainText("abc-123");
  await expect(card.getByText(/^Expires in 2[34] /)).toBeVisible();
  await expectAccessible(page);
});

test("Enter on the question does nothing, a key allows it, and the outcome is announced", async ({ page, world }) => {
  const model = await start(page, world);
  const [card] = await ask(page, model, { name: "echo", arguments: { message: "by key" } });
  if (!card) return;
  await expect(card.getByRole("button", { name: "Allow once" })).toBeEnabled();
  await card.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Space");
  await page.keyboard.press("x");
  await expect(card).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "1 tool call waits for your approval." })).toBeAttached();
  await pressUntilGone("a", card);
  await expect(toolCall(page, "echo", "Done")).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "echo allowed." })).toBeAttached();
});

test("a click right after the question appeared or moved does not count", async ({ page, world }) => {
  const model = await start(page, world);
  await page.evaluate(() => {
    const observer = new MutationObserver(() => {
      const button = document.querySelector<HTMLElement>('[data-approval] [aria-keyshortcuts="a"]');
      if (!button) return;
      observer.disconnect();
      button.click();
      document.documentElement.dataset.clicked = "at once";
    });
    observer.observe(document, { childList: true, subtree: true });
  });
  const [card] = await ask(page, model, { name: "echo", arguments: { message: "too soon" } });
  if (!card) return;
  const allow = card.getByRole("button", { name: "Allow once" });
  await expect(page.locator("html")).toHaveAttribute("data-clicked", "at once");
  await expect(allow).toBeEnabled();
  await page.evaluate(() => {
    const group = document.querySelector<HTMLElement>("[data-approval]");
    if (group) group.style.marginTop = "40px";
    group?.querySelector<HTMLElement>('[aria-keyshortcuts="a"]')?.click();
  });
  await expect(allow).toBeEnabled();
  await expect(toolCall(page, "echo", "Waiting for approval")).toBeVisible();
  await allowOnce(page, "echo");
  await expect(toolCall(page, "echo", "Done")).toBeVisible();
});

test("two calls of one step wait in a queue and are decided by keyboard alone", async ({ page, world }) => {
  const model = await start(page, world);
  const [first, second] = await ask(
    page,
    model,
    { name: "echo", arguments: { message: "one" } },
    { name: "get-sum", arguments: { a: 1, b: 2 } },
  );
  if (!first || !second) return;
  await expect(page.getByText("2 calls wait for you")).toBeVisible();
  await expectAccessible(page);
  await look(page, "approval-queue");
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await expect(first).toBeFocused();
  await page.keyboard.press("j");
  await expect(second).toBeFocused();
  await page.keyboard.press("k");
  await expect(first).toBeFocused();
  await pressUntilGone("d", first);
  await expect(second).toBeFocused();
  await pressUntilGone("a", second);
  await expect(toolCall(page, "echo", "Denied")).toBeVisible();
  await expect(toolCall(page, "get-sum", "Done")).toBeVisible();
  await expect(page.getByText("That is all.")).toBeVisible();
});

/** A key counts once the card has had the keyboard for half a second, so it is pressed, on this card, until it has acted. */
async function pressUntilGone(key: string, card: Locator): Promise<void> {
  await expect(async () => {
    if (await card.isVisible()) await card.press(key, { timeout: 1_000 });
    await expect(card).toBeHidden({ timeout: 3_000 });
  }).toPass();
}

test("what the person changed is what runs, and both versions are kept", async ({ page, world }) => {
  const model = await start(page, world);
  const [card] = await ask(page, model, { name: "echo", arguments: { message: "Send 100 to Bob", note: "kept" } });
  if (!card) return;
  await card.getByRole("button", { name: "Edit arguments" }).click();
  const dialog = page.getByRole("dialog", { name: "Edit the arguments of echo" });
  await dialog.getByLabel(/^message/).fill("");
  await dialog.getByRole("button", { name: "Allow with changes" }).click();
  await expect(dialog.getByText("This is required.")).toBeVisible();
  await dialog.getByLabel(/^message/).fill("Send 10 to Bob");
  await expect(dialog.getByRole("region", { name: "Your changes" })).toContainText("10");
  await dialog.getByRole("button", { name: "JSON" }).click();
  await expect(dialog.getByLabel("Arguments as JSON")).toHaveValue(/"note": "kept"/);
  const json = { message: "Send 10 to Bob", note: "kept", aNoteOfMyOwn: "added" };
  await dialog.getByLabel("Arguments as JSON").fill(JSON.stringify(json));
  const values = dialog.getByRole("region", { name: "Your changes" }).getByRole("definition");
  await expect(values).toHaveText(['Added: "added"', "Send 10010 to Bob"]);
  const [first, second] = await values.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().left));
  expect(first, "what changed stands in one column").toBe(second);
  await expectAccessible(page);
  await look(page, "approval-edit");
  await expect(async () => {
    await dialog.getByRole("button", { name: "Allow with changes" }).click({ timeout: 2_000 });
    await expect(dialog).toBeHidden({ timeout: 3_000 });
  }).toPass();
  await openCall(page, "echo", "Done");
  await expect(page.getByText("You changed the arguments")).toBeVisible();
  await expect(page.getByText("Echo: Send 10 to Bob").first()).toBeVisible();
  await page.getByRole("button", { name: "What the model wanted" }).click();
  await expect(page.getByText('"Send 100 to Bob"')).toBeVisible();
  await expectAccessible(page);
  await look(page, "call-edited");
  expect(JSON.stringify(await model.requests())).toContain("Echo: Send 10 to Bob");
});

test("neither Enter in edited arguments nor a key meant for their dialog allows anything; the button does", async ({
  page,
  world,
}) => {
  const model = await start(page, world);
  const [card] = await ask(page, model, { name: "get-sum", arguments: { a: 1, b: 2 } });
  if (!card) return;
  await card.getByRole("button", { name: "Edit arguments" }).click();
  const dialog = page.getByRole("dialog", { name: "Edit the arguments of get-sum" });
  const allow = dialog.getByRole("button", { name: "Allow with changes" });
  // A key counts for a card that has had the keyboard for half a second, which is how long the button stays inert, too.
  await dialog.getByRole("button", { name: "Cancel" }).focus();
  await expect(allow).toBeEnabled();
  for (const key of ["d", "a"]) await page.keyboard.press(key);
  await dialog.getByLabel(/^a/).fill("5");
  await expect(dialog.getByRole("region", { name: "Your changes" })).toContainText("5");
  await expect(allow).toBeEnabled();
  await dialog.getByLabel(/^a/).press("Enter");
  await dialog.getByLabel(/^b/).fill("6");
  await expect(async () => {
    if (await dialog.isVisible()) await allow.click({ timeout: 2_000 });
    await expect(dialog).toBeHidden({ timeout: 3_000 });
  }).toPass();
  await openCall(page, "get-sum", "Done");
  await expect(page.getByText("The sum of 5 and 6 is 11.").first()).toBeVisible();
});

test("the model is told why not, and a second call shows what changed since the first", async ({ page, world }) => {
  const model = await start(page, world);
  const [first] = await ask(page, model, { name: "echo", arguments: { message: "Dear Ann, see you on Monday" } });
  if (!first) return;
  await expect(first).toContainText("First call of this tool with this account.");
  await allowOnce(page, "echo");
  await expect(page.getByText("That is all.")).toBeVisible({ timeout: 20_000 });

  const [second] = await ask(page, model, { name: "echo", arguments: { message: "Dear Ann, see you on Friday" } });
  if (!second) return;
  await expect(second.getByText("Since the last call,")).toBeVisible();
  await expect(second.locator("del")).toHaveText("Monday");
  await expect(second.locator("ins")).toHaveText("Friday");
  await second.getByRole("button", { name: "Say why not…" }).click();
  await page.keyboard.type("Friday is a holiday");
  await expectAccessible(page);
  await look(page, "approval-changes-and-reason");
  await expect(async () => {
    await second.getByRole("button", { name: "Send this answer" }).click({ timeout: 2_000 });
    await expect(second).toBeHidden({ timeout: 3_000 });
  }).toPass();
  await expect(toolCall(page, "echo", "Denied")).toBeVisible();
  await expect.poll(async () => JSON.stringify((await model.requests()).at(-1))).toContain("Friday is a holiday");
  await openCall(page, "echo", "Denied");
  await expect(page.getByText("Friday is a holiday")).toBeVisible();
});

test("what is allowed always is listed in the settings and taken back there; own limits hold", async ({
  page,
  world,
}) => {
  const model = await start(page, world);
  await page.goto("/settings/connectors");
  await expect(page.getByText("Nothing is allowed always")).toBeVisible();
  await page.goto("/new");
  await ask(page, model, { name: "echo", arguments: { message: "first" } });
  await decide(page, "echo", "Allow always");
  await expect(page.getByText("That is all.")).toBeVisible({ timeout: 20_000 });

  await page.goto("/settings/connectors");
  const list = page.getByRole("list", { name: "Allowed always" });
  await expect(list.getByRole("listitem", { name: "echo" })).toContainText("Everything");
  await expectAccessible(page);
  await look(page, "allowed-always");
  await page.context().setOffline(true);
  await list.getByRole("button", { name: "Revoke echo at Everything" }).click();
  await expect(page.getByText("The server could not be reached.").first()).toBeVisible();
  await page.context().setOffline(false);
  await list.getByRole("button", { name: "Revoke echo at Everything" }).click();
  await expect(page.getByText("Nothing is allowed always")).toBeVisible();
  await page.goto("/new");
  const [again] = await ask(page, model, { name: "echo", arguments: { message: "second" } });
  await expect(again ?? page.locator("body")).toContainText("nothing allows this tool yet");

  await page.goto("/settings/connectors");
  await page.getByRole("link", { name: "Everything" }).first().click();
  await page.getByRole("combobox", { name: "Your own limit for echo" }).selectOption("Block for me");
  await expect(page.getByText("echo: Block for me")).toBeVisible();
  await expectAccessible(page);
  await look(page, "own-limits");
});
