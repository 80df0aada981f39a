import { expect, expectAccessible, signIn, test } from "./world/fixtures.ts";
import { aPerson } from "./world/people.ts";
import { addConnector, connect, decide, send, toolCall } from "./world/steps.ts";

test("in a personal workspace a person adds, connects and uses a connector alone", async ({ page, world }) => {
  const person = await aPerson("Pia");
  await signIn(page, person);
  await page.goto("/settings/connectors");
  await addConnector(page, "My server", world.everythingUrl);
  await connect(page, "My server");

  await test.step("Allow always asks no second time", async () => {
    await page.goto("/new");
    await send(page, '/echo {"message":"first"}');
    await decide(page, "echo", "Allow always");
    await expect(toolCall(page, "echo", "Done")).toBeVisible();
    await send(page, '/echo {"message":"second"}');
    await expect(toolCall(page, "echo", "Done")).toHaveCount(2);
  });

  await test.step("a refusal is recorded and nothing runs", async () => {
    await send(page, '/get-sum {"a":1,"b":2}');
    await decide(page, "get-sum", "Deny");
    await expect(toolCall(page, "get-sum", "Denied")).toBeVisible();
  });
});

test("in a personal workspace a person decides about tools, models and content from outside", async ({
  page,
  world,
}) => {
  await signIn(page, await aPerson("Pola"));
  await page.goto("/settings/connectors");
  await addConnector(page, "My server", world.everythingUrl);
  await connect(page, "My server");
  await page.getByRole("link", { name: "My server" }).click();
  await expect(page.getByRole("heading", { name: "Permissions" })).toBeVisible();
  await expect(page.getByRole("switch", { name: "Trust content from this connector" })).toBeEnabled();
  await expectAccessible(page);
  for (const name of ["Models", "Security"]) {
    await page
      .getByRole("navigation", { name: /settings/i })
      .getByRole("link", { name, exact: true })
      .click();
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  }
});

test("a server that is down can be added anyway, and the dialog says what is wrong", async ({ page }) => {
  await signIn(page, await aPerson("Paul"));
  await page.goto("/settings/connectors");
  await page.getByRole("button", { name: "Add custom connector" }).click();
  const dialog = page.getByRole("dialog", { name: "Add custom connector" });
  await test.step("an address inside a private network is refused with the reason", async () => {
    await dialog.getByLabel("Remote MCP server URL").fill("http://169.254.169.254/mcp");
    await dialog.getByLabel("Name", { exact: true }).fill("Nowhere");
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await expect(dialog.getByText(/Only https addresses|private network/)).toBeVisible();
  });
  await dialog.getByLabel("Remote MCP server URL").fill("https://nowhere.invalid/mcp");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await dialog.getByRole("button", { name: "Add anyway" }).click({ timeout: 20_000 });
  await expect(page.getByRole("listitem").filter({ hasText: "Nowhere" })).toBeVisible();
});
