import { expect, expectAccessible, signIn, test } from "./world/fixtures.ts";
import { aPerson } from "./world/people.ts";
import { addConnector, allowOnce, connectAs, connectorRow, send, toolCall } from "./world/steps.ts";

test("somebody connects two accounts, names them, and each conversation uses the one it was told", async ({
  page,
  world,
}) => {
  await signIn(page, await aPerson("Uma"));
  await page.goto("/settings/connectors");
  await addConnector(page, "Vault", world.protectedUrl);
  await connectAs(page, "Vault", "ada");

  await test.step("a second account: both get a name, and the new one signs in for itself", async () => {
    await connectorRow(page, "Vault").getByRole("link", { name: "Vault" }).click();
    await page.getByRole("button", { name: "Add another account" }).click();
    const dialog = page.getByRole("dialog", { name: "Another account at Vault" });
    await dialog.getByLabel("Name of the account you have").fill("Work");
    await dialog.getByLabel("Name of the new account").fill("Home");
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Connect" }).click();
    await page
      .getByRole("dialog", { name: "Connect Vault" })
      .getByRole("button", { name: /^Continue/ })
      .click();
    await page.getByRole("button", { name: "Continue as grace" }).click();
    await page.waitForURL("**/settings/connectors/**");
    const accounts = page.getByRole("list", { name: "Accounts" }).getByRole("listitem");
    await expect(accounts).toHaveCount(2);
    await expect(page.getByRole("listitem", { name: "Work" })).toContainText("Connected");
    await expect(page.getByRole("listitem", { name: "Home" })).toContainText("Connected");
    await expectAccessible(page);
  });

  await test.step("a new conversation uses the account chosen for it, and the question names it", async () => {
    await page.goto("/new");
    await page.getByRole("button", { name: "Search and tools" }).click();
    await page.getByRole("combobox", { name: "Account at Vault" }).selectOption("Home");
    await expect(page.getByText("Vault now uses Home")).toBeAttached();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await send(page, '/echo {"message":"from home"}');
    await page.waitForURL("**/chat/**");
    await expect(page.getByRole("group", { name: "Approval for echo" })).toContainText("Home");
    await allowOnce(page, "echo");
    await expect(toolCall(page, "echo", "Done")).toBeVisible();
  });

  await test.step("another conversation uses the first account", async () => {
    await page.goto("/new");
    await send(page, '/echo {"message":"from work"}');
    await page.waitForURL("**/chat/**");
    await expect(page.getByRole("group", { name: "Approval for echo" })).toContainText("Work");
  });

  await test.step("an account is renamed, and one of them ends without the other", async () => {
    await page.goto("/settings/connectors");
    await connectorRow(page, "Vault").getByRole("link", { name: "Vault" }).click();
    await page.getByRole("button", { name: "Rename Home" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Family");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("listitem", { name: "Family" })).toBeVisible();
    await page.getByRole("button", { name: "Disconnect Family" }).click();
    await expect(page.getByRole("list", { name: "Accounts" }).getByRole("listitem")).toHaveCount(1);
    await expect(page.getByRole("listitem", { name: "Work" })).toContainText("Connected");
  });
});
