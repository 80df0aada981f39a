import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { db } from "#lib/platform/db/client.ts";
import { newId } from "#lib/platform/ids.ts";
import { expect, expectAccessible, signIn, test } from "./world/fixtures.ts";
import { anOrganization, aPerson } from "./world/people.ts";
import { addConnector, connectAs } from "./world/steps.ts";

test("an owner sees what works on the way to a server, and what does not", async ({ page, world }) => {
  test.setTimeout(300_000);
  const person = await aPerson("Dora");
  await signIn(page, person);
  await page.goto("/settings/connectors");
  await addConnector(page, "Vault", world.protectedUrl);
  const connector = await db().connector.findFirstOrThrow({ where: { name: "Vault", createdById: person.id } });
  const doctor = page.getByRole("region", { name: "Connection check" });
  const steps = doctor.getByRole("list", { name: "Steps" });

  await test.step("before an account is connected, the check ends at the sign-in service", async () => {
    await page.goto(`/admin-settings/connectors/${connector.id}`);
    await expect(doctor.getByText("Succeeded")).toBeVisible();
    await doctor.getByRole("button", { name: "Run check" }).click();
    await expect(steps.getByText("Reading the sign-in service’s description")).toBeVisible({ timeout: 20_000 });
    await expect(doctor.getByRole("status")).toHaveText(/The check is finished: Succeeded/, { timeout: 20_000 });
    await steps.getByRole("button", { name: /Reading the tools/ }).click();
    await expect(steps.getByText("Connect your own account to go on from here.")).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("with an account it goes on to the tools", async () => {
    await connectAs(page, "Vault", "ada");
    await page.goto(`/settings/connectors/${connector.id}`);
    await expect(doctor.getByText("Connect", { exact: true })).toBeVisible();
    await doctor.getByRole("button", { name: "Run check" }).focus();
    await page.keyboard.press("Enter");
    await expect(doctor.getByRole("status")).toHaveText(/Succeeded/, { timeout: 20_000 });
    await steps.getByRole("button", { name: /Reading the tools/ }).click();
    await expect(steps.getByRole("definition").filter({ hasText: /^\d+$/ }).first()).toBeVisible();
  });

  await test.step("a server that is gone: the step, the cause, what to do; and a report to copy", async () => {
    const gone = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => gone.once("listening", resolve));
    const { port } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    // Nobody may reach that port, so the address itself is refused: the first step says so.
    await db().connector.update({ where: { id: connector.id }, data: { url: `http://127.0.0.1:${port}/mcp` } });
    await page.goto(`/admin-settings/connectors/${connector.id}`);
    await doctor.getByRole("button", { name: "Run check" }).click();
    await expect(doctor.getByRole("status")).toHaveText(/Failed/, { timeout: 20_000 });
    await expect(steps.getByRole("button", { name: /Looking up the address · Failed/ })).toHaveAttribute(
      "aria-expanded",
      "true",
    );
    await expect(steps.getByText("What to do:").first()).toBeVisible();
    await expect(steps.getByText(/EGRESS_ALLOW/).first()).toBeVisible();
    await expectAccessible(page);

    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await doctor.getByRole("button", { name: "Copy report" }).first().click();
    const report = await page.evaluate(() => navigator.clipboard.readText());
    expect(report).toContain("Connection check of Vault");
    expect(report).toMatch(/\[Failed\] Looking up the address \(scheme_not_allowed\)/);
  });

  await test.step("earlier attempts can be opened", async () => {
    await doctor.getByRole("button", { name: /earlier attempts/ }).click();
    const earlier = doctor.getByRole("list", { name: "Earlier attempts" });
    await earlier.getByRole("button", { name: /Check/ }).first().click();
    await expect(earlier.getByRole("list", { name: "Steps" }).first()).toBeVisible();
    await expectAccessible(page);
  });
});

test("a member sees their own attempts alone, without addresses", async ({ page, world }) => {
  test.setTimeout(300_000);
  const { org, owner, members } = await anOrganization("Olga", "Mia");
  const id = newId("connector");
  const data = { id, orgId: org.id, slug: "hidden", name: "Hidden", url: world.protectedUrl, createdById: owner.id };
  await db().connector.create({ data });
  const [member = owner] = members;
  await signIn(page, member);
  await page.goto(`/settings/connectors/${id}`);
  const doctor = page.getByRole("region", { name: "Connection check" });
  await expect(doctor.getByText("No attempt yet")).toBeVisible();
  await expectAccessible(page);
  await doctor.getByRole("button", { name: "Run check" }).click();
  await expect(doctor.getByRole("status")).toHaveText(/Succeeded/, { timeout: 20_000 });
  await expect(doctor.getByText(new URL(world.protectedUrl).host)).toHaveCount(0);
});

test("the dialog that adds a connector shows the step that failed", async ({ page }) => {
  await signIn(page, await aPerson("Adam"));
  await page.goto("/settings/connectors");
  await page.getByRole("button", { name: "Add custom connector" }).click();
  const dialog = page.getByRole("dialog", { name: "Add custom connector" });
  await dialog.getByLabel("Remote MCP server URL").fill("https://nowhere.invalid/mcp");
  await expect(dialog.getByText("No working server was found")).toBeVisible({ timeout: 30_000 });
  const steps = dialog.getByRole("list", { name: "Steps" });
  await expect(steps.getByRole("button", { name: /Looking up the address · Failed/ })).toBeVisible();
  await expect(steps.getByText("The name of the server could not be found.")).toBeVisible();
  await expectAccessible(page);
});
