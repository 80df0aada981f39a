import { readFile } from "node:fs/promises";
import { db } from "#lib/platform/db/client.ts";
import { expect, expectAccessible, signIn, test } from "./world/fixtures.ts";
import { look } from "./world/look.ts";
import { aPerson } from "./world/people.ts";
import { scriptedModel } from "./world/scripted-model.ts";
import { send } from "./world/steps.ts";
import { aStoredConversation } from "./world/stored-conversation.ts";

/** A model that reads little at once. */
const SMALL = { contextTokens: 14_000 };

const ANSWER = [
  "Euler wrote $e^{i\\pi} + 1 = 0$, which costs $5 or $10 to print.",
  "",
  "\\[ \\int_0^1 x^2 \\, dx = \\frac{1}{3} \\]",
  "",
  "```ts",
  'const greeting: string = "Hello"; // said twice',
  "```",
  "",
  "- [x] proved",
  "- [ ] printed[^1]",
  "",
  "| Name | Value |",
  "|------|------:|",
  "| π | 3.14 |",
  "",
  "See [the source](https://example.com/proof) and [аpple](https://xn--pple-43d.com/).",
  "",
  "[^1]: Next week.",
].join("\n");

test("code is coloured and copied, formulas are set, links say where they lead", async ({ page, world, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const dora = await aPerson("Dora");
  await scriptedModel(world, dora, { text: [ANSWER] });
  await signIn(page, dora);
  await send(page, "Prove it");
  const answer = page.getByRole("article", { name: "Answer" });
  await expect(answer.locator(".katex")).toHaveCount(2, { timeout: 60_000 });
  await expect(answer.locator(".katex-display")).toHaveCount(1);
  await expect(answer).toContainText("which costs $5 or $10 to print");
  await expect(answer.locator(".hljs-keyword")).toHaveText(["const"]);
  await answer.getByRole("button", { name: "Copy code" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    'const greeting: string = "Hello"; // said twice',
  );
  await test.step("where the browser has no clipboard, as over plain http, that is said", async () => {
    await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
    await answer.getByRole("button", { name: "Copy code" }).click();
    await expect(page.getByText("The browser does not allow copying here.")).toBeVisible();
    await page
      .getByRole("region", { name: /^Notifications/ })
      .getByRole("button", { name: "Close" })
      .click();
  });
  await expect(answer.getByRole("link", { name: "the source (example.com)" })).toBeVisible();
  await expect(answer.getByRole("link", { name: /xn--pple-43d\.com/ })).toBeVisible();
  await expect(answer.getByRole("listitem").filter({ hasText: "Done: proved" })).toBeVisible();
  await answer.getByRole("link", { name: "1", exact: true }).click();
  await expect(page).toHaveURL(/#/);
  const fonts = await page.evaluate(() => document.fonts.check("1em KaTeX_Main"));
  expect(fonts, "the font of formulas comes from our own origin").toBe(true);
  await look(page, "answer");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await expectAccessible(page);
  }
});

test("an edited message is another branch, in every tab, and each keeps its own", async ({ page, context, world }) => {
  const dora = await aPerson("Dora");
  await scriptedModel(world, dora, { text: ["Bees."] }, { text: ["Wasps."] }, { text: ["Hornets."] });
  await signIn(page, dora);
  await send(page, "What stings?");
  await expect(page.getByText("Bees.")).toBeVisible();
  const second = await context.newPage();
  await second.goto(page.url());
  await expect(second.getByText("Bees.")).toBeVisible();

  const mine = page.getByRole("article", { name: "You" });
  await mine.hover();
  await mine.getByRole("button", { name: "Edit message" }).click();
  const box = page.getByRole("textbox", { name: "Edited message" });
  await expect(box).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(box).toBeHidden();
  await mine.hover();
  await mine.getByRole("button", { name: "Edit message" }).click();
  await box.fill("What else stings?");
  await expectAccessible(page);
  await look(page, "message-edited");
  await page.keyboard.press("Enter");
  for (const tab of [page, second]) {
    await expect(tab.getByText("Wasps.")).toBeVisible();
    await expect(tab.getByText("Bees.")).toBeHidden();
    await expect(tab.getByText("Version 2 of 2")).toBeAttached();
  }

  await second.getByRole("button", { name: "Earlier version" }).click();
  for (const tab of [page, second]) {
    await expect(tab.getByText("Bees.")).toBeVisible();
    await expect(tab.getByText("Wasps.")).toBeHidden();
  }
  await expect(second.getByRole("button", { name: "Earlier version" })).toBeFocused();

  await page.getByRole("article", { name: "Answer" }).hover();
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("Hornets.")).toBeVisible();
  await expect(page.getByText("Bees.")).toBeHidden();
  await page.reload();
  await expect(page.getByText("Hornets.")).toBeVisible();
  await expect(page.getByRole("group", { name: "Versions" })).toHaveCount(2);
  await look(page, "versions");
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await expectAccessible(page);
});

test("nothing earlier is changed while an answer is being worked out, and it is said why", async ({ page, world }) => {
  const dora = await aPerson("Dora");
  const model = await scriptedModel(world, dora, { text: ["Slowly"], waits: true });
  await signIn(page, dora);
  await send(page, "Begin");
  await expect(page.getByText("Slowly")).toBeVisible();
  const edit = page.getByRole("button", { name: "Edit message" });
  await edit.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("An answer is being worked out.")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Edited message" })).toBeHidden();
  await model.go();
  await expect(page.getByRole("button", { name: "Copy answer" })).toBeAttached();
});

test("the model gives the title, which the list shows by itself; the whole is exported", async ({ page, world }) => {
  const dora = await aPerson("Dora");
  await scriptedModel(world, dora, { text: ["Bees **sting** <b>hard</b>."] });
  await signIn(page, dora);
  await send(page, "What stings?");
  const listed = page.getByRole("link", { name: "Scripted title" });
  await expect(listed).toBeVisible();
  await expect(page).toHaveTitle(/Scripted title/);
  await listed.hover();
  await page.getByRole("button", { name: "More options for Scripted title" }).click();
  const downloading = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Export as Markdown" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe("Scripted title.md");
  expect(await readFile(await download.path(), "utf8")).toBe(
    "# Scripted title\n\n## You\n\nWhat stings?\n\n## Answer\n\nBees **sting** &lt;b>hard&lt;/b>.\n",
  );
});

test("that a long conversation was shortened for the model is said in it", async ({ page, world }) => {
  const dora = await aPerson("Dora");
  await scriptedModel(world, dora, { text: ["In short, bees."] });
  await db().orgModel.updateMany({ where: { provider: { createdById: dora.id } }, data: SMALL });
  const id = await aStoredConversation(dora, [`Long ${"x".repeat(9_000)}`, `Longer ${"y".repeat(9_000)}`]);
  await signIn(page, dora);
  await page.goto(`/chat/${id}`);
  await send(page, "In short?");
  await expect(page.getByText("In short, bees.")).toBeVisible();
  const note = page.getByText(/To stay within the model’s window, 1 older tool result was shortened/);
  await expect(note).toBeVisible();
  await look(page, "context-shortened");
  await expectAccessible(page);
});
