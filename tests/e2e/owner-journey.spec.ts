import { browserOf, expect, expectAccessible, test } from "./world/fixtures.ts";
import { anOrganization } from "./world/people.ts";
import { addConnector, allowOnce, connect, connectorRow, openCall, send } from "./world/steps.ts";

test("an owner adds a connector, a member connects and gets an answer from a tool", async ({ browser, world }) => {
  const { owner, members } = await anOrganization("Olivia", "Milo");
  const [member] = members;
  if (!member) throw new Error("no member");

  const milo = await browserOf(browser, member);
  await test.step("before anything was added there is nothing for a member to do, and the page says so", async () => {
    await milo.goto("/settings/connectors");
    await expect(milo.getByRole("heading", { name: "Connectors", level: 1 })).toBeVisible();
    await expect(milo.getByText("Nothing to connect yet")).toBeVisible();
    await expect(milo.getByRole("button", { name: "Add custom connector" })).toBeHidden();
    await expectAccessible(milo);
  });

  const olivia = await browserOf(browser, owner);
  await test.step("the owner adds the server", async () => {
    await olivia.goto("/admin-settings/connectors");
    await addConnector(olivia, "Everything", world.everythingUrl);
    await expectAccessible(olivia);
  });

  await test.step("the member finds it, marked Custom, and connects", async () => {
    await milo.goto("/settings/connectors");
    const row = connectorRow(milo, "Everything");
    await expect(row.getByText("Custom", { exact: true })).toBeVisible();
    await expect(row.getByText("Not connected", { exact: true })).toBeVisible();
    await connect(milo, "Everything");
    await expectAccessible(milo);
  });

  await test.step("a question that names a tool asks first, runs once, and shows what came back", async () => {
    await milo.goto("/new");
    await send(milo, '/echo {"message":"hello from the patch bay"}');
    await milo.waitForURL("**/chat/**");
    await allowOnce(milo, "echo");
    await openCall(milo, "echo", "Done");
    await expect(milo.getByText("Echo: hello from the patch bay").first()).toBeVisible();
    await expectAccessible(milo);
  });

  await test.step("removal says who loses what, and then it is gone for everyone", async () => {
    await olivia.goto("/admin-settings/connectors");
    await olivia.getByRole("button", { name: "More options for Everything" }).click();
    await olivia.getByRole("menuitem", { name: "Remove" }).click();
    const dialog = olivia
      .getByRole("alertdialog", { name: "Remove Everything?" })
      .or(olivia.getByRole("dialog", { name: "Remove Everything?" }));
    await expect(dialog.getByText(/1 person has connected/)).toBeVisible();
    await expectAccessible(olivia);
    await dialog.getByRole("button", { name: "Remove" }).click();
    await expect(olivia.getByText("Everything was removed")).toBeVisible();
    await expect(connectorRow(olivia, "Everything")).toBeHidden();
    await milo.goto("/settings/connectors");
    await expect(connectorRow(milo, "Everything")).toBeHidden();
    await milo.goto("/new");
    await send(milo, '/echo {"message":"again"}');
    await expect(milo.getByRole("group", { name: /Approval for/ })).toBeHidden();
  });
});
