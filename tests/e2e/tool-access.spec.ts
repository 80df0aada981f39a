import { db } from "#lib/platform/db/client.ts";
import { connectManyTools } from "#tests/factories/many-tools.ts";
import { contextFor } from "#tests/factories/people.ts";
import { expect, expectAccessible, signIn, test } from "./world/fixtures.ts";
import { look } from "./world/look.ts";
import { aPerson, type Person } from "./world/people.ts";
import { addConnector, allowOnce, connect, send, toolCall } from "./world/steps.ts";

let sam: Person;
test.beforeEach(async ({ page }) => {
  sam = await aPerson("Sam");
  await signIn(page, sam);
});

const menu = (page: import("@playwright/test").Page) => page.getByRole("dialog", { name: "Search and tools" });
const openMenu = async (page: import("@playwright/test").Page) => {
  await page.getByRole("button", { name: "Search and tools" }).click();
  await expect(menu(page).getByRole("radio", { name: "Auto" })).toBeAttached();
};
const choose = (page: import("@playwright/test").Page, access: string) =>
  menu(page).getByText(access, { exact: true }).click();

test("on demand a tool is searched for, asked about and called, and the answer says what was given", async ({
  page,
  world,
}) => {
  await page.goto("/settings/connectors");
  await addConnector(page, "Everything", world.everythingUrl);
  await connect(page, "Everything");
  await page.goto("/new");
  await openMenu(page);
  await choose(page, "On demand");
  await expect(menu(page).getByRole("radio", { name: "On demand" })).toBeChecked();
  await page.keyboard.press("Escape");
  await send(page, '/echo {"message":"one"}');
  await page.waitForURL("**/chat/**");
  const searched = page.getByRole("button", { name: /Searched the tools for “echo” · \d+ found/ });
  await expect(searched).toBeVisible({ timeout: 20_000 });
  await allowOnce(page, "echo");
  await expect(toolCall(page, "echo", "Done")).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText(/tools from 1 connector, found by searching/)).toBeAttached();
  await searched.click();
  await expectAccessible(page);
  await look(page, "tools-searched");

  await openMenu(page);
  await choose(page, "Always loaded");
  await page.keyboard.press("Escape");
  await page.reload();
  await openMenu(page);
  await expect(menu(page).getByRole("radio", { name: "Always loaded" })).toBeChecked();
});

test("2,000 tools open at once, are searched, switched together and begin as they were saved", async ({ page }) => {
  const membership = await db().membership.findFirstOrThrow({ where: { userId: sam.id }, include: { org: true } });
  const user = await db().user.findUniqueOrThrow({ where: { id: sam.id } });
  await connectManyTools(contextFor({ org: membership.org, user, role: "owner" } as never), 50);
  await page.goto("/new");
  await expect(page.getByText("2,000 tools from 50 connectors")).toBeVisible();
  // What is drawn first is drawn once before, so that loading the menu's code is not measured.
  await openMenu(page);
  await page.keyboard.press("Escape");
  const opened = await page.evaluate(async () => {
    const button = document.querySelector<HTMLButtonElement>('button[aria-label="Search and tools"]');
    const since = performance.now();
    button?.click();
    while (!document.querySelector('[role="dialog"] input[type="search"]'))
      await new Promise((resolve) => requestAnimationFrame(resolve));
    return performance.now() - since;
  });
  process.stdout.write(`the menu of 2,000 tools opened in ${opened.toFixed(0)} ms\n`);
  expect(opened).toBeLessThan(1_000);
  await expectAccessible(page);
  await look(page, "tools-menu");

  const filter = menu(page).getByRole("searchbox", { name: "Find a tool" });
  await filter.fill("merge pull");
  await filter.fill("merge_pull");
  await expect(menu(page).getByRole("switch")).toHaveCount(1);
  await page.keyboard.press("ArrowDown");
  await expect(menu(page).getByRole("switch", { name: "merge_pull_request" })).toBeFocused();
  await page.keyboard.press("Space");
  await expect(menu(page).getByRole("switch", { name: "merge_pull_request" })).not.toBeChecked();
  await filter.fill("");
  await menu(page)
    .getByRole("button", { name: /^Slack/ })
    .click();
  await menu(page).getByRole("button", { name: "All off: Slack" }).click();
  await expect(menu(page).getByRole("button", { name: /^Slack 0 of 40 on/ })).toBeVisible();
  await look(page, "tools-menu-connector");
  await menu(page).getByRole("button", { name: "Save as my default" }).click();
  await expect(page.getByText("New conversations will begin like this one.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByText("1,959 tools from 49 connectors")).toBeVisible();

  await page.goto("/settings/connectors");
  const section = page.getByRole("region", { name: "New conversations" });
  await section.getByRole("radio", { name: /^On demand/ }).check();
  await section.getByRole("button", { name: "Connectors and tools that start on" }).click();
  await section.getByRole("switch", { name: "Zoom", exact: true }).click();
  await expect(section.getByText("Saved for new conversations")).toBeAttached();
  await expectAccessible(page);
  await section.scrollIntoViewIfNeeded();
  await look(page, "tools-defaults");
  await page.goto("/new");
  await expect(page.getByText("1,919 tools from 48 connectors")).toBeVisible();
  await openMenu(page);
  await expect(menu(page).getByRole("radio", { name: "On demand" })).toBeChecked();

  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Add to conversation" }).click();
  await page.getByRole("menuitem", { name: "Connectors" }).click();
  await look(page, "connectors-menu");
});
