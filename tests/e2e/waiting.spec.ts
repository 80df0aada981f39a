import type { Page } from "@playwright/test";
import { db } from "#lib/platform/db/client.ts";
import { expect, expectAccessible, signIn, test } from "./world/fixtures.ts";
import { look } from "./world/look.ts";
import { aPerson } from "./world/people.ts";
import { addConnector, connectorRow, decide, send, toolCall } from "./world/steps.ts";

// One server that does as told: one journey after the other.
test.describe.configure({ mode: "default" });

type Wishes = { revoke?: true; demandedOfCalls?: string | null };

/** Tells the server how to behave, and hears what it has carried out. */
async function server(scopedUrl: string, wishes: Wishes = {}): Promise<{ account: string; arguments: unknown }[]> {
  const answer = await fetch(new URL("/control", scopedUrl), { method: "POST", body: JSON.stringify(wishes) });
  return (await answer.json()).executed;
}

let userId: string;
test.beforeEach(async ({ page, world }) => {
  await server(world.scopedUrl, { demandedOfCalls: null });
  const person = await aPerson("Mira");
  userId = person.id;
  await signIn(page, person);
  await page.goto("/settings/connectors");
  await addConnector(page, "Team notes", world.scopedUrl);
  await connectorRow(page, "Team notes").getByRole("button", { name: "Connect", exact: true }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Continue/ })
    .click();
  await page.getByRole("link", { name: "Continue as ada" }).click();
  await page.waitForURL("**/settings/connectors**");
  await page.goto("/new");
  await send(page, '/act {"note":"first"}');
  await decide(page, "act", "Allow always");
  await expect(toolCall(page, "act", "Done")).toBeVisible();
});

const card = (page: Page) => page.getByRole("group", { name: "Team notes waits for you" });
const dialog = (page: Page) => page.getByRole("dialog", { name: "Connect Team notes" });

/** From the card to the provider's window. */
async function provider(page: Page, button: string): Promise<Page> {
  await card(page).getByRole("button", { name: button }).click();
  const opened = page.context().waitForEvent("page");
  await dialog(page)
    .getByRole("button", { name: /^Continue/ })
    .click();
  return opened;
}

test("a sign-in revoked in the middle of a conversation is renewed in a window beside it, and the answer goes on", async ({
  page,
  world,
}) => {
  const conversation = page.url();
  await server(world.scopedUrl, { revoke: true });
  await send(page, '/act {"note":"second"}');
  await expect(toolCall(page, "act", "Waiting for connection")).toBeVisible();
  await expect(card(page)).toContainText("Team notes needs you to sign in again");
  await expect(card(page)).toContainText("ada@example.com");
  // While it fades, the notice has no contrast to speak of.
  await expect(page.getByText("Team notes is connected")).toBeHidden({ timeout: 30_000 });
  await expectAccessible(page);
  await look(page, "waits-for-connection");

  await test.step("whoever says no there is told so here, and can try again", async () => {
    const window = await provider(page, "Reconnect");
    await expect(dialog(page)).toContainText("in the window that has opened");
    await expectAccessible(page);
    await window.getByRole("link", { name: "Cancel" }).click();
    await expect(window.getByRole("heading", { name: "The account was not connected" })).toBeVisible();
    await expectAccessible(window);
    await window.close();
    await expect(dialog(page)).toContainText("Access was declined");
    await dialog(page).getByRole("button", { name: "Try again" }).click();
    await expect(dialog(page).getByRole("button", { name: /^Continue/ })).toBeVisible();
    await dialog(page).getByRole("button", { name: "Cancel" }).click();
    await expect(card(page)).toContainText("Access was declined");
  });

  const window = await provider(page, "Reconnect");
  const closed = window.waitForEvent("close");
  await window.getByRole("link", { name: "Continue as ada" }).click();
  await closed;
  await expect(toolCall(page, "act", "Done")).toHaveCount(2);
  await expect(card(page)).toBeHidden();
  await expect(page.getByText("Team notes is connected").first()).toBeVisible();
  expect(page.url()).toBe(conversation);
  const second = (await server(world.scopedUrl)).filter((call) => JSON.stringify(call).includes("second"));
  expect(second).toEqual([{ account: "ada", arguments: { note: "second" } }]);
});

test("a sign-in as somebody else is said, and lets nothing go on that was asked of another account", async ({
  page,
  world,
}) => {
  await server(world.scopedUrl, { revoke: true });
  await send(page, '/act {"note":"hers"}');
  const asGrace = await provider(page, "Reconnect");
  await asGrace.getByRole("link", { name: "Continue as grace" }).click();
  await expect(card(page)).toContainText("You signed in with another account");
  await expect(card(page)).toContainText("ada@example.com");
  // While it fades, the notice has no contrast to speak of.
  await expect(page.getByText("Team notes is connected")).toBeHidden({ timeout: 30_000 });
  await expectAccessible(page);
  const asAda = await provider(page, "Reconnect");
  await asAda.getByRole("link", { name: "Continue as ada" }).click();
  await expect(card(page)).toBeHidden();
  const done = toolCall(page, "act", "Done").nth(1);
  const asked = page.getByRole("group", { name: "Approval for act" });
  // What is always allowed ended with the other account; a call that had not been sent is asked about.
  await expect(done.or(asked)).toBeVisible();
  if (await asked.isVisible()) await decide(page, "act", "Allow once");
  await expect(done).toBeVisible();
  const hers = (await server(world.scopedUrl)).filter((call) => JSON.stringify(call).includes("hers"));
  expect(hers).toEqual([{ account: "ada", arguments: { note: "hers" } }]);
});

test("where the browser opens no window, the way leads there and back to the conversation", async ({ page, world }) => {
  const conversation = new URL(page.url()).pathname;
  await page.evaluate(() => {
    window.open = () => null;
  });
  await server(world.scopedUrl, { revoke: true });
  await send(page, '/act {"note":"blocked"}');
  await card(page).getByRole("button", { name: "Reconnect" }).click();
  await dialog(page)
    .getByRole("button", { name: /^Continue/ })
    .click();
  await page.getByRole("link", { name: "Cancel" }).click();
  await page.waitForURL(`**${conversation}`);
  await expect(card(page)).toContainText("Access was declined");

  await page.evaluate(() => {
    window.open = () => null;
  });
  await card(page).getByRole("button", { name: "Reconnect" }).click();
  await dialog(page)
    .getByRole("button", { name: /^Continue/ })
    .click();
  await page.getByRole("link", { name: "Continue as ada" }).click();
  await page.waitForURL(`**${conversation}`);
  await expect(toolCall(page, "act", "Done")).toHaveCount(2);
});

test("a server that asks for more rights gets them from the card, and runs the call", async ({ page, world }) => {
  await server(world.scopedUrl, { demandedOfCalls: "write" });
  await send(page, '/act {"note":"more"}');
  await expect(card(page)).toContainText("Team notes needs more rights");
  await expect(card(page).getByRole("listitem")).toHaveText(["write"]);
  await expectAccessible(page);
  await look(page, "waits-for-rights");
  const window = await provider(page, "Allow more");
  await window.getByRole("link", { name: "Continue as ada" }).click();
  await expect(toolCall(page, "act", "Done")).toHaveCount(2);
});

test("Skip goes on without the connector, from any window of the conversation", async ({ page, world }) => {
  await server(world.scopedUrl, { revoke: true });
  await send(page, '/act {"note":"never"}');
  await expect(card(page)).toBeVisible();
  const other = await page.context().newPage();
  await other.goto(page.url());
  await card(other).getByRole("button", { name: "Skip" }).click();
  await expect(toolCall(page, "act", "Cancelled")).toBeVisible();
  await expect(page.getByRole("button", { name: "Send" })).toBeVisible();
  expect(JSON.stringify(await server(world.scopedUrl))).not.toContain("never");
});

test("before a message is sent, the composer says what would fail, and mends it", async ({ page }) => {
  const account = { connector: { name: "Team notes" }, userId };
  const stand = (state: "connected" | "needs_reauth" | "degraded", stateReason: string | null) =>
    db().connection.updateMany({ where: account, data: { state, stateReason } });
  const lookAgain = () => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  const notes = page.getByRole("region", { name: "Before you send" });

  await expect(notes).toBeHidden();
  await stand("degraded", "unreachable");
  await lookAgain();
  await expect(notes).toContainText("The server of Team notes did not answer");
  await expectAccessible(page);
  await notes.getByRole("button", { name: "Hide this" }).click();
  await expect(notes).toBeHidden();
  await page.reload();
  await expect(page.getByRole("textbox", { name: "Message" })).toBeVisible();
  await expect(notes).toBeHidden();

  await stand("needs_reauth", "revoked");
  await lookAgain();
  await expect(notes).toContainText("Team notes needs you to reconnect");
  await look(page, "before-you-send");
  await page.getByRole("textbox", { name: "Message" }).fill("Hello");
  await expect(page.getByRole("button", { name: "Send" })).toBeEnabled();

  const moveSwitch = async () => {
    await page.getByRole("button", { name: "Add to conversation" }).click();
    await page.getByRole("menuitem", { name: "Connectors" }).click();
    await page.getByRole("switch", { name: "Team notes" }).click();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
  };
  await moveSwitch();
  await expect(notes).toBeHidden();
  await moveSwitch();

  await notes.getByRole("button", { name: "Reconnect" }).click();
  const opened = page.context().waitForEvent("page");
  await dialog(page)
    .getByRole("button", { name: /^Continue/ })
    .click();
  await (await opened).getByRole("link", { name: "Continue as ada" }).click();
  await expect(notes).toBeHidden();
});
