import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { expect, signIn, test } from "./world/fixtures.ts";
import { aPerson } from "./world/people.ts";
import { aStoredConversation } from "./world/stored-conversation.ts";

const ANSWER = "# Done\n\n- one\n- **two**\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nSee [there](https://a.example/).";

/** KiB of code a page may begin with, not much above what it does; React and Next alone are 130. */
const SIGN_IN = 145;
const CHAT = 216;
const LIMITS = {
  "/new": 167,
  "/settings/connectors": 167,
  "/settings/account": 158,
  "/admin-settings/connectors": 158,
  "/admin-settings/models": 159,
  "/admin-settings/members": 159,
  "/admin-settings/security": 154,
};

test("no page begins with more code than it needs", async ({ page }) => {
  expect(await weight(page, "/sign-in")).toBeLessThan(SIGN_IN);
  const owner = await aPerson("Olga");
  await signIn(page, owner);
  expect.soft(await weight(page, `/chat/${await aStoredConversation(owner, [ANSWER])}`)).toBeLessThan(CHAT);
  for (const [address, limit] of Object.entries(LIMITS))
    expect.soft(await weight(page, address), address).toBeLessThan(limit);
});

/** The scripts that a page's HTML names for this browser, in KiB as gzip sends them: of files, so always the same. */
async function weight(page: Page, address: string): Promise<number> {
  const html = (await (await page.request.get(address)).text()).replace(/<script[^>]* nomodule[^>]*>/gi, "");
  const files = new Set(html.match(/static\/chunks\/[\w.-]+\.js/g));
  expect(files.size, address).toBeGreaterThan(5);
  const sizes = [...files].map((file) => gzipSync(readFileSync(path.join(".next", file))).length);
  return sizes.reduce((sum, size) => sum + size, 0) / 1024;
}
