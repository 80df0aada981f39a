import { db } from "#lib/platform/db/client.ts";
import { expect, expectAccessible, signIn, switchTo, test } from "./world/fixtures.ts";
import { anOrganization, aPerson } from "./world/people.ts";
import { addConnector, send } from "./world/steps.ts";

test("somebody on their own starts an organization from the sidebar and a second from their account", async ({
  page,
}) => {
  const person = await aPerson("Jana");
  await signIn(page, person);
  await page.getByRole("button", { name: /Switch workspace/ }).click();
  await page.getByRole("menuitem", { name: "New organization" }).click();
  const dialog = page.getByRole("dialog", { name: "New organization" });
  await expect(dialog.getByLabel("Organization name")).toBeFocused();
  await expectAccessible(page);

  await test.step("closing it gives the keyboard back to where it was", async () => {
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await expect(page.getByRole("button", { name: /Switch workspace/ })).toBeFocused();
  });

  await test.step("without a name it says what is missing", async () => {
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "New organization" }).click();
    await dialog.getByRole("button", { name: "Create organization" }).click();
    await expect(dialog.getByText("Give it a name.")).toBeVisible();
  });

  await page.keyboard.type("Jana & Co");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Switch workspace, now Jana & Co" })).toBeVisible();
  await expect(dialog).toBeHidden();
  await page.getByRole("link", { name: "Admin settings" }).click();
  await page.getByRole("link", { name: "Members" }).click();
  await expect(page.getByRole("button", { name: "Invite people" })).toBeVisible();

  await page.goto("/settings/account");
  await page.getByRole("button", { name: "New organization" }).click();
  await dialog.getByLabel("Organization name").fill("Side project");
  await dialog.getByRole("button", { name: "Create organization" }).click();
  await expect(page.getByRole("button", { name: "Switch workspace, now Side project" })).toBeVisible();
  const owned = await db().membership.count({
    where: { userId: person.id, role: "owner", org: { kind: "organization" } },
  });
  expect(owned).toBe(2);
});

test("a link into another workspace of mine switches to it; one into a stranger's does not exist", async ({
  page,
  world,
}) => {
  const { org, owner } = await anOrganization("Rosa");
  const inOrg = page.getByRole("button", { name: `Switch workspace, now ${org.name}` });
  await signIn(page, owner);
  await expect(inOrg).toBeVisible();
  await page.goto("/admin-settings/connectors");
  await addConnector(page, "Shared", world.everythingUrl);
  const { id } = await db().connector.findFirstOrThrow({ where: { orgId: org.id } });
  await page.goto("/new");
  await send(page, "Remember this place");
  await page.waitForURL("**/chat/**");

  for (const path of [new URL(page.url()).pathname, `/settings/connectors/${id}`, `/admin-settings/connectors/${id}`])
    await test.step(path, async () => {
      await page.goto("/new");
      await switchTo(page, "Personal");
      const answer = await page.goto(path);
      expect(answer?.status()).toBe(200);
      expect(new URL(page.url()).pathname).toBe(path);
      await expect(inOrg).toBeVisible();
      await expect(page.getByRole("link", { name: "Admin settings" })).toBeVisible();
    });

  const stranger = await anOrganization("Sten");
  await page.context().clearCookies();
  await signIn(page, stranger.owner);
  expect((await page.goto(`/admin-settings/connectors/${id}`))?.status()).toBe(404);
  await expect(page.getByRole("button", { name: `Switch workspace, now ${stranger.org.name}` })).toBeVisible();
});
