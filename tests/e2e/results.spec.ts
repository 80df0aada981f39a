import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, expectAccessible, signIn, test } from "./world/fixtures.ts";
import { look } from "./world/look.ts";
import { aPerson } from "./world/people.ts";
import { addConnector, connectorRow, decide, openCall, send, toolCall } from "./world/steps.ts";

test.beforeEach(async ({ page, world }) => {
  await signIn(page, await aPerson("Rosa"));
  await page.goto("/settings/connectors");
  await addConnector(page, "Figures", world.scopedUrl);
  await connectorRow(page, "Figures").getByRole("button", { name: "Connect", exact: true }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Continue/ })
    .click();
  await page.getByRole("link", { name: "Continue as ada" }).click();
  await page.waitForURL("**/settings/connectors**");
  await page.goto("/new");
});

/** Has the tool give back a text, and opens what came. */
async function result(page: Page, text: string, times = 1): Promise<void> {
  await send(page, `/act ${JSON.stringify({ text, times })}`);
  await decide(page, "act", "Allow once");
  await expect(toolCall(page, "act", "Done")).toBeVisible();
  await openCall(page, "act", "Done");
}

test("rows and columns are shown as a table: sorted by a column, all of it on request, and as it came", async ({
  page,
}) => {
  const rows = Array.from({ length: 120 }, (_, n) => ({ no: n, people: (n * 7919) % 1000 }));
  await result(page, JSON.stringify(rows));
  const table = page.getByRole("region", { name: "Table with 120 rows and 2 columns" });
  await expect(table.getByRole("row")).toHaveCount(101);
  await expectAccessible(page);
  await table.scrollIntoViewIfNeeded();
  await look(page, "result-table");

  const people = table.getByRole("columnheader", { name: "people" });
  await people.getByRole("button").click();
  await expect(people).toHaveAttribute("aria-sort", "ascending");
  await expect(table.getByRole("row").nth(1)).toHaveText("00");
  await page.keyboard.press("Enter");
  await expect(people).toHaveAttribute("aria-sort", "descending");

  await page.getByRole("button", { name: "Show all 120 rows" }).click();
  await expect(table.getByRole("row")).toHaveCount(121);
  await page.getByRole("button", { name: "Table", exact: true }).click();
  await expect(table).toBeHidden();
  await expect(page.getByText("[120]")).toBeVisible();
});

test("a result too long for the assistant says how much of it was given, and is saved whole, as the text it is", async ({
  page,
}) => {
  await result(page, "0123456789", 20_000);
  await expect(page.getByText("The assistant was given the first 150,000 of 200,000 characters.")).toBeVisible();
  await look(page, "result-cut");
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download the text" }).click();
  const file = await (await saved).path();
  expect((await readFile(file, "utf8")).length).toBe(200_000);
});
