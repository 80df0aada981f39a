import { CHROMIUM_ARGUMENTS, findChromium } from "#tests/setup/chromium.ts";
import { expect, signIn, test } from "./world/fixtures.ts";
import { aPerson } from "./world/people.ts";
import { aStoredConversation } from "./world/stored-conversation.ts";

// Scrollbars that take room, as most systems have them; a browser without a window hides them otherwise.
test.use({
  launchOptions: {
    executablePath: findChromium() ?? undefined,
    args: CHROMIUM_ARGUMENTS,
    ignoreDefaultArgs: ["--hide-scrollbars"],
  },
});

test("what was said and where one writes stand in line, and nothing but the messages scrolls", async ({ page }) => {
  const lea = await aPerson("Lea");
  await signIn(page, lea);
  const id = await aStoredConversation(
    lea,
    Array.from({ length: 30 }, (_, i) => `Answer ${i}`),
  );
  await page.goto(`/chat/${id}`);
  const answer = page.getByRole("article", { name: "Answer" }).last();
  await expect(answer).toBeVisible();
  const bar = await page.evaluate(() => {
    const scrolls = document.querySelector("[role=log]")?.parentElement?.parentElement;
    return scrolls ? scrolls.offsetWidth - scrolls.clientWidth : 0;
  });
  expect(bar, "there is a scrollbar that takes room").toBeGreaterThan(0);
  const log = await page.getByRole("log").boundingBox();
  const form = await page
    .locator("form")
    .filter({ has: page.getByRole("textbox", { name: "Message" }) })
    .boundingBox();
  expect(log?.x).toBe(form?.x);
  expect(log?.width).toBe(form?.width);
  expect(await page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight)).toBe(0);
});
