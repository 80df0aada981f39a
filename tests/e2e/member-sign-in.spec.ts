import { db } from "#lib/platform/db/client.ts";
import { browserOf, expect, test } from "./world/fixtures.ts";
import { anOrganization } from "./world/people.ts";
import { addConnector, allowOnce, connectAs, connectorRow, openCall, send } from "./world/steps.ts";

test("two members connect with accounts of their own and never see each other's", async ({ browser, world }) => {
  const { org, owner, members } = await anOrganization("Ola", "Ada", "Grace");
  const [adaPerson, gracePerson] = members;
  if (!adaPerson || !gracePerson) throw new Error("no members");
  const ola = await browserOf(browser, owner);
  await ola.goto("/admin-settings/connectors");
  await addConnector(ola, "Vault", world.protectedUrl);

  const ada = await browserOf(browser, adaPerson);
  const grace = await browserOf(browser, gracePerson);
  await connectAs(ada, "Vault", "ada");
  await test.step("one member's connection does not connect the other", async () => {
    await grace.goto("/settings/connectors");
    await expect(connectorRow(grace, "Vault").getByText("Not connected", { exact: true })).toBeVisible();
  });
  await connectAs(grace, "Vault", "grace");

  await test.step("each has tokens of their own, sealed", async () => {
    const credentials = await db().credential.findMany({ where: { orgId: org.id } });
    expect(credentials).toHaveLength(2);
    expect(new Set(credentials.map(({ accessTokenBox }) => accessTokenBox)).size).toBe(2);
    for (const { accessTokenBox, refreshTokenBox } of credentials) {
      expect(accessTokenBox).toMatch(/^v1\./);
      expect(refreshTokenBox ?? "v1.").toMatch(/^v1\./);
    }
  });

  await ada.goto("/new");
  await send(ada, '/echo {"message":"only for ada"}');
  await ada.waitForURL("**/chat/**");
  await allowOnce(ada, "echo");
  await openCall(ada, "echo", "Done");
  await expect(ada.getByText("Echo: only for ada").first()).toBeVisible();

  await test.step("the other member's address bar opens nothing", async () => {
    const response = await grace.goto(new URL(ada.url()).pathname);
    expect(response?.status()).toBe(404);
    await expect(grace.getByText("only for ada")).toBeHidden();
  });

  await test.step("disconnecting deletes the tokens and leaves the other member's alone", async () => {
    await ada.goto("/settings/connectors");
    await connectorRow(ada, "Vault").getByRole("button", { name: "Disconnect" }).click();
    const confirm = ada.getByRole("alertdialog").getByRole("button", { name: "Disconnect" });
    await confirm.click({ timeout: 2_000 }).catch(() => {});
    await expect(connectorRow(ada, "Vault").getByText("Not connected", { exact: true })).toBeVisible();
    expect(await db().credential.count({ where: { orgId: org.id } })).toBe(1);
    await grace.goto("/settings/connectors");
    await expect(connectorRow(grace, "Vault").getByText("Connected", { exact: true })).toBeVisible();
  });
});
