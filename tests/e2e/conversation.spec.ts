import { expect, expectAccessible, signIn, test } from "./world/fixtures.ts";
import { aPerson } from "./world/people.ts";
import { addConnector, allowOnce, connect, openCall, send, toolCall } from "./world/steps.ts";

test.beforeEach(async ({ page, world }) => {
  await signIn(page, await aPerson("Carla"));
  await page.goto("/settings/connectors");
  await addConnector(page, "Everything", world.everythingUrl);
  await connect(page, "Everything");
  await page.goto("/new");
});

test("a reload in the middle of a call loses nothing", async ({ page }) => {
  await send(page, '/trigger-long-running-operation {"duration":3,"steps":3}');
  await page.waitForURL("**/chat/**");
  await allowOnce(page, "trigger-long-running-operation");
  await expect(toolCall(page, "trigger-long-running-operation", "Running")).toBeVisible();
  await page.reload();
  await expect(toolCall(page, "trigger-long-running-operation", "Done")).toBeVisible({ timeout: 20_000 });
});

test("Stop ends a call from another tab too", async ({ page, context }) => {
  await send(page, '/trigger-long-running-operation {"duration":30,"steps":30}');
  await page.waitForURL("**/chat/**");
  await allowOnce(page, "trigger-long-running-operation");
  await expect(toolCall(page, "trigger-long-running-operation", "Running")).toBeVisible();
  const second = await context.newPage();
  await second.goto(page.url());
  await second.getByRole("button", { name: "Stop" }).click();
  for (const tab of [page, second])
    await expect(toolCall(tab, "trigger-long-running-operation", "Cancelled")).toBeVisible({ timeout: 20_000 });
});

test("a tool is run by hand through a form made from its schema", async ({ page }) => {
  await page.getByRole("textbox", { name: "Message" }).fill("/");
  await page.getByRole("option", { name: /get-sum/ }).click();
  await expect(page.getByLabel(/^a\b/)).toBeFocused();
  await page.getByLabel(/^a\b/).fill("19");
  await page.getByLabel(/^b\b/).fill("23");
  await expectAccessible(page);
  await page.getByRole("button", { name: /^Run/ }).click();
  await allowOnce(page, "get-sum");
  await openCall(page, "get-sum", "Done");
  await expect(page.getByText(/42/).first()).toBeVisible();
});

test("conversations are listed, renamed, found and deleted", async ({ page }) => {
  await send(page, "What can you do?");
  await page.waitForURL("**/chat/**");
  await page.getByRole("button", { name: /More options for What can you do/ }).click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  await page.getByRole("dialog").getByLabel("Title").fill("Zebra plans");
  const save = page.getByRole("dialog").getByRole("button", { name: /Rename|Save/ });
  await test.step("a connection lost for a moment is said, and what was typed stays", async () => {
    await page.context().setOffline(true);
    await save.click();
    await expect(page.getByText("The server could not be reached.").first()).toBeVisible();
    await expect(page.getByRole("dialog").getByLabel("Title")).toHaveValue("Zebra plans");
    await page.context().setOffline(false);
  });
  await save.click();
  await page.getByRole("searchbox", { name: "Search conversations" }).fill("zebra");
  await expect(page.getByRole("link", { name: "Zebra plans" })).toBeVisible();
  await page.getByRole("button", { name: "More options for Zebra plans" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("link", { name: "Zebra plans" })).toBeHidden();
});
