import { expect, expectAccessible, signIn, test } from "./world/fixtures.ts";
import { aPerson } from "./world/people.ts";
import { addConnector, connectorRow, decide, send, toolCall } from "./world/steps.ts";

test.beforeEach(async ({ page, world }) => {
  const person = await aPerson("Theo");
  await signIn(page, person);
  await page.goto("/settings/connectors");
  await addConnector(page, "Vault", world.protectedUrl);
});

test("whoever says no at the provider comes back to a sentence that says so, and can try again", async ({ page }) => {
  await connectorRow(page, "Vault").getByRole("button", { name: "Connect", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await expect(connectorRow(page, "Vault").getByRole("button", { name: "Connect", exact: true })).toBeFocused();

  await page.keyboard.press("Enter");
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Continue/ })
    .click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.waitForURL("**/settings/connectors**");
  await expect(page.getByText("Vault: The account was not connected")).toBeVisible();
  await expect(page.getByText(/Access was declined/)).toBeVisible();
  await expectAccessible(page);
  await expect(connectorRow(page, "Vault").getByRole("button", { name: "Connect", exact: true })).toBeVisible();
});

test("somebody connects from inside the conversation, stays in it, and its tools are on", async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto("/new");
  await send(page, "What can you do?");
  await page.waitForURL("**/chat/**");
  await expect(page.getByRole("button", { name: "Send" })).toBeVisible();

  await page.getByRole("button", { name: "Search and tools" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Connect", exact: true }).click();
  const opened = page.context().waitForEvent("page");
  await page
    .getByRole("dialog", { name: "Connect Vault" })
    .getByRole("button", { name: /^Continue/ })
    .click();
  const provider = await opened;
  await provider.getByRole("button", { name: "Continue as linus" }).click();
  await expect(page.getByText("Vault is connected")).toBeVisible();
  await expect(page.getByText(/tools from 1 connector/)).toBeVisible();
  await page.keyboard.press("Escape");

  await send(page, '/echo {"message":"back again"}');
  await decide(page, "echo", "Allow always");
  await expect(toolCall(page, "echo", "Done")).toBeVisible();
});
