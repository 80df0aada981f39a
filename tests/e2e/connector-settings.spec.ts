import type { Locator, Page } from "@playwright/test";
import { browserOf, expect, expectAccessible, signIn, test } from "./world/fixtures.ts";
import { anOrganization, aPerson } from "./world/people.ts";
import { connectorRow } from "./world/steps.ts";

async function openAdd(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "Add custom connector" }).click();
  const dialog = page.getByRole("dialog", { name: "Add custom connector" });
  await dialog.getByRole("button", { name: "Advanced settings" }).click();
  return dialog;
}

async function openEdit(page: Page, name: string): Promise<Locator> {
  await page.getByRole("button", { name: `More options for ${name}` }).click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  const dialog = page.getByRole("dialog", { name: `Edit ${name}` });
  await expect(dialog.getByLabel("Name", { exact: true })).toHaveValue(name);
  return dialog;
}

test("keys instead of a sign-in: an owner sets them, a member gives theirs, an edit says whom it disconnects", async ({
  browser,
  world,
}) => {
  const { owner, members } = await anOrganization("Olga", "Mats");
  const olga = await browserOf(browser, owner);
  const mats = await browserOf(browser, members[0] ?? owner);

  await test.step("a header that belongs to the protocol is refused where it is typed, a good one is taken", async () => {
    await olga.goto("/admin-settings/connectors");
    const dialog = await openAdd(olga);
    await dialog.getByLabel("Remote MCP server URL").fill(world.keyedUrl);
    await dialog.getByLabel("Name", { exact: true }).fill("Keyed");
    await dialog.getByRole("radio", { name: /^Request headers/ }).check();
    await dialog.getByLabel("Name of header 1").fill("Host");
    await dialog.getByLabel("Value of header 1").fill("acme");
    await dialog.getByRole("button", { name: "Add header" }).click();
    await dialog.getByLabel("Name of header 2").fill("X-Api-Key");
    await dialog.getByLabel("Who gives header 2").selectOption({ label: "Each member" });
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await expect(dialog.getByText(/belongs to the connection or the protocol/)).toBeVisible();
    await expectAccessible(olga);
    await dialog.getByLabel("Name of header 1").fill("X-Tenant");
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await expect(dialog).toBeHidden();
  });

  await test.step("the member is asked for their own key, and told when the server refuses it", async () => {
    await mats.goto("/settings/connectors");
    await connectorRow(mats, "Keyed").getByRole("button", { name: "Connect", exact: true }).click();
    const dialog = mats.getByRole("dialog", { name: "Connect Keyed" });
    await dialog.getByLabel("x-api-key").fill("bad");
    await dialog.getByRole("button", { name: "Connect", exact: true }).click();
    await expect(dialog.getByText("The server refused the key. Check it, then try again.")).toBeVisible();
    await expectAccessible(mats);
    await dialog.getByLabel("x-api-key").fill("good-key-of-mats");
    await mats.keyboard.press("Enter");
    await expect(dialog).toBeHidden();
    await expect(connectorRow(mats, "Keyed").getByText("Connected", { exact: true })).toBeVisible();
  });

  await test.step("they see that it is set, not what it is, and can replace it", async () => {
    await connectorRow(mats, "Keyed").getByRole("link", { name: "Keyed" }).click();
    await expect(mats.getByRole("definition").filter({ hasText: /^set / })).toBeVisible();
    await expectAccessible(mats);
    await mats.getByRole("button", { name: "Replace key" }).click();
    const dialog = mats.getByRole("dialog", { name: "Connect Keyed" });
    await dialog.getByLabel("x-api-key").fill("good-second");
    await dialog.getByRole("button", { name: "Connect", exact: true }).click();
    await expect(mats.getByText("Keyed is connected")).toBeVisible();
    expect(await mats.content()).not.toContain("good-");
  });

  await test.step("what is set stands on the connector's page, in words", async () => {
    await olga.getByRole("link", { name: "Keyed" }).click();
    await expect(olga.getByText(/x-tenant: given by the organization, set/)).toBeVisible();
    await expect(olga.getByText("x-api-key: given by each member")).toBeVisible();
    await expectAccessible(olga);
    expect(await olga.content()).not.toContain("acme");
  });

  await test.step("an edit that disconnects nobody is saved at once", async () => {
    const dialog = await openEdit(olga, "Keyed");
    await expect(dialog.getByText(/^Set on .* Leave it empty to keep it\.$/)).toBeVisible();
    await dialog.getByLabel("Name", { exact: true }).fill("Vault");
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(olga.getByText("Vault was saved. 1 person stays connected")).toBeVisible();
  });

  await test.step("one that does says how many and why first, and can be left", async () => {
    const dialog = await openEdit(olga, "Vault");
    await dialog.getByRole("button", { name: "Remove header 2" }).click();
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog.getByText("Nobody stays connected.")).toBeVisible();
    await expect(
      dialog.getByText(/1 person has to connect again: the header they gave is not sent any more/),
    ).toBeVisible();
    await expectAccessible(olga);
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await mats.goto("/settings/connectors");
    await expect(connectorRow(mats, "Vault").getByText("Connected", { exact: true })).toBeVisible();

    const again = await openEdit(olga, "Vault");
    await again.getByRole("button", { name: "Remove header 2" }).click();
    await again.getByRole("button", { name: "Save" }).click();
    await again.getByRole("button", { name: "Save anyway" }).click();
    await expect(again).toBeHidden();
    await mats.reload();
    await expect(connectorRow(mats, "Vault").getByText("Not connected", { exact: true })).toBeVisible();
  });
});

test("a preset fills the form and shows the steps at the provider; what is left to fill in is not saved", async ({
  page,
  world,
}) => {
  await signIn(page, await aPerson("Petra"));
  await page.goto("/settings/connectors");
  const dialog = await openAdd(page);
  await dialog.getByLabel("Remote MCP server URL").fill(world.protectedUrl);
  await dialog.getByLabel("Name", { exact: true }).fill("Tenant");
  await dialog.getByLabel("Identity provider").selectOption({ label: "Microsoft Entra ID" });
  await expect(dialog.getByText("At Microsoft Entra ID")).toBeVisible();
  await expect(dialog.getByRole("switch", { name: "Omit resource" })).toBeChecked();
  await expect(dialog.getByRole("switch", { name: /supports PKCE but does not advertise it/ })).toBeChecked();
  await expect(dialog.getByRole("textbox", { name: "Callback URL" })).toHaveValue(/\/oauth\/callback\/con_/);
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog.getByText(/^Replace REPLACE-THIS with the value/)).toBeVisible();
  await expectAccessible(page);
  await dialog.getByLabel("Scopes (optional)").fill("mcp:use offline_access");
  await dialog.getByLabel("OAuth Client ID (optional)").fill("our-client");
  await dialog.getByLabel("OAuth Client Secret (optional)").fill("secret");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog).toBeHidden();

  await page.getByRole("link", { name: "Tenant" }).click();
  await expect(page.getByText("Own client our-client with a secret")).toBeVisible();
  await expect(page.getByText("Omit resource; Provider supports PKCE but does not advertise it")).toBeVisible();
  const edit = await openEdit(page, "Tenant");
  await expect(edit.getByText(/^A secret is set\./)).toBeVisible();
  await expect(edit.getByLabel("OAuth Client Secret (optional)")).toHaveValue("");
});
