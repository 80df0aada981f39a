import type { Locator, Page } from "@playwright/test";
import { expect, expectAccessible, signIn, test } from "./world/fixtures.ts";
import { aPerson } from "./world/people.ts";
import { addConnector, connect, openCall, send, toolCall } from "./world/steps.ts";

test.beforeEach(async ({ page, world }) => {
  await signIn(page, await aPerson("Ada"));
  await page.goto("/settings/connectors");
  await addConnector(page, "Everything", world.everythingUrl);
  await connect(page, "Everything");
  await page.goto("/new");
});

/** Has a tool asked for, and waits for the question about it. */
async function ask(page: Page, tool: string, args: object): Promise<Locator> {
  await send(page, `/${tool} ${JSON.stringify(args)}`);
  await page.waitForURL("**/chat/**");
  const card = page.getByRole("group", { name: `Approval for ${tool}` }).last();
  await expect(card).toBeVisible({ timeout: 20_000 });
  return card;
}

test("the question shows all there is to judge by, in the canonical form, and hides nothing", async ({ page }) => {
  const long = "lorem ipsum ".repeat(1_000);
  const card = await ask(page, "echo", {
    z: 1.5e21,
    message: `Pay\u200b me\nnow`,
    apiKey: "abc-123",
    long,
    a: { y: [], x: null },
  });
  for (const text of ["Everything", "Your account", "nothing allows this tool yet"])
    await expect(card.getByText(text).first()).toBeVisible();
  await expect(card).toContainText('"a": {"x": null,"y": []},"apiKey": "abc-123",');
  await expect(card).toContainText("PayU+200B me\\nnow");
  await card.getByRole("button", { name: "Show all (12,000 characters)" }).click();
  await expect(card).toContainText(long.trim());
  const hide = card.getByRole("switch", { name: "Hide values that look like secrets" });
  await expect(hide).not.toBeChecked();
  await hide.click();
  await expect(card).not.toContainText("abc-123");
  await expect(card.getByText(/^Expires in 2[34] /)).toBeVisible();
  await expectAccessible(page);
});

test("Enter on the question does nothing, a key allows it, and the outcome is announced", async ({ page }) => {
  const card = await ask(page, "echo", { message: "by key" });
  await expect(card.getByRole("button", { name: "Allow once" })).toBeEnabled();
  await card.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Space");
  await page.keyboard.press("x");
  await expect(card).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "1 tool call waits for your approval." })).toBeAttached();
  await expect(async () => {
    await page.keyboard.press("a");
    await expect(card).toBeHidden({ timeout: 300 });
  }).toPass();
  await expect(toolCall(page, "echo", "Done")).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "echo allowed." })).toBeAttached();
});

test("a click right after the question appeared or moved does not count", async ({ page }) => {
  await send(page, '/echo {"message":"too soon"}');
  await page.waitForURL("**/chat/**");
  const card = page.getByRole("group", { name: "Approval for echo" });
  const allow = card.getByRole("button", { name: "Allow once" });
  await allow.waitFor({ timeout: 20_000 });
  await allow.evaluate((button: HTMLElement) => button.click());
  await expect(allow).toBeEnabled();
  await page.evaluate(() => {
    const group = document.querySelector<HTMLElement>("[data-approval]");
    if (group) group.style.marginTop = "40px";
    group?.querySelector<HTMLElement>('[aria-keyshortcuts="a"]')?.click();
  });
  await expect(allow).toBeDisabled();
  await expect(allow).toBeEnabled();
  await expect(toolCall(page, "echo", "Waiting for approval")).toBeVisible();
  await allow.click();
  await openCall(page, "echo", "Done");
});
