import { expect, type Locator, type Page } from "@playwright/test";

/** The row of a connector on a settings page. */
export function connectorRow(page: Page, name: string): Locator {
  return page.getByRole("listitem").filter({ has: page.getByText(name, { exact: true }) });
}

/** Adds a connector through the dialog at the bottom of the section, on whichever settings page is open. */
export async function addConnector(page: Page, name: string, url: string): Promise<void> {
  await page.getByRole("button", { name: "Add custom connector" }).click();
  const dialog = page.getByRole("dialog", { name: "Add custom connector" });
  await dialog.getByLabel("Remote MCP server URL").fill(url);
  await dialog.getByLabel("Name", { exact: true }).fill(name);
  // What the look at the server finds moves the button; a click that misses it is made again.
  const add = dialog.getByRole("button", { name: "Add", exact: true });
  await expect(async () => {
    if (await add.isEnabled({ timeout: 1_000 }).catch(() => false)) await add.click({ timeout: 2_000 }).catch(() => {});
    await expect(dialog).toBeHidden({ timeout: 6_000 });
  }).toPass({ timeout: 40_000 });
  await expect(connectorRow(page, name)).toBeVisible();
}

/** Connects to a server without sign-in. */
export async function connect(page: Page, name: string): Promise<void> {
  await page.goto("/settings/connectors");
  await connectorRow(page, name).getByRole("button", { name: "Connect", exact: true }).click();
  await expect(connectorRow(page, name).getByText("Connected", { exact: true })).toBeVisible({ timeout: 20_000 });
}

/** Connects through the provider's own pages, signing in there as `account`. */
export async function connectAs(page: Page, name: string, account: string): Promise<void> {
  await page.goto("/settings/connectors");
  await connectorRow(page, name).getByRole("button", { name: "Connect", exact: true }).click();
  await leaveForProvider(page);
  await signInAtProvider(page, account);
  await page.waitForURL("**/settings/connectors**");
  await expect(connectorRow(page, name).getByText("Connected", { exact: true })).toBeVisible({ timeout: 20_000 });
}

/** Confirms the step that says where one is going and what will be asked for. */
async function leaveForProvider(page: Page): Promise<void> {
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Continue/ })
    .click();
}

/** The test provider's page: one button per account. */
async function signInAtProvider(page: Page, account: string): Promise<void> {
  await page.getByRole("button", { name: `Continue as ${account}` }).click();
}

/** Sends a message in the open conversation, or in a new one. */
export async function send(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: "Message" }).fill(text);
  await page.getByRole("button", { name: "Send" }).click();
}

/** The question whether a tool may run. */
function approval(page: Page, tool: string): Locator {
  return page.getByRole("group", { name: `Approval for ${tool}` });
}

/** Allows a call once. */
export async function allowOnce(page: Page, tool: string): Promise<void> {
  await decide(page, tool, "Allow once");
}

/**
 * Presses one of the approval's buttons. They take no answer for half a second after they appeared or moved, and a
 * browser that scrolls to one moves it, so the click is repeated until it has acted.
 */
export async function decide(page: Page, tool: string, button: "Allow once" | "Allow always" | "Deny"): Promise<void> {
  const question = approval(page, tool);
  await expect(question).toBeVisible({ timeout: 20_000 });
  await expect(async () => {
    if (await question.isVisible()) await question.getByRole("button", { name: button }).click({ timeout: 2_000 });
    await expect(question).toBeHidden({ timeout: 3_000 });
  }).toPass({ timeout: 30_000 });
}

/** A tool call in the conversation, in the state the words say. */
export function toolCall(page: Page, tool: string, state: string): Locator {
  return page.getByRole("button", { name: `${tool} · ${state}` });
}

/** Opens a call. A click while the answer below it still moves the page may miss, so it is repeated until it has acted. */
export async function openCall(page: Page, tool: string, state: string): Promise<void> {
  const button = toolCall(page, tool, state);
  await expect(async () => {
    if ((await button.getAttribute("aria-expanded")) !== "true") await button.click();
    await expect(button).toHaveAttribute("aria-expanded", "true", { timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
}
