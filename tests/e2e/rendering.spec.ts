import type { BrowserContext, Page } from "@playwright/test";
import { type LoopbackServer, startHttpServer } from "#tests/fakes/loopback-server.ts";
import { CASES, pagesOf } from "./rendering/cases.ts";
import { SINK } from "./rendering/payloads.ts";
import { expect, signIn, test } from "./world/fixtures.ts";
import { aPerson } from "./world/people.ts";
import { aStoredConversation } from "./world/stored-conversation.ts";

const PAGES = 7;

// A record of pages this large takes longer than the pages.
test.use({ trace: "off" });

let sink: LoopbackServer;
test.beforeAll(async () => {
  sink = await startHttpServer((_, response) => void response.writeHead(204).end());
});
test.afterAll(() => sink.close());

/** Everything a page does by itself that a text could have made it do. */
function watch(context: BrowserContext, page: Page, own: string): string[] {
  const seen: string[] = [];
  context.on("request", (request) => {
    const url = request.url();
    const isOurs = url.startsWith(`${own}/`) && !/leak/i.test(url);
    if (!isOurs && !/^data:(font|application\/font)/.test(url)) seen.push(`request: ${url}`);
  });
  context.on("page", (opened) => seen.push(`page: ${opened.url()}`));
  context.on("dialog", (dialog) => void dialog.dismiss().then(() => seen.push("dialog")));
  page.on("framenavigated", (frame) => {
    if (!frame.url().startsWith(`${own}/`)) seen.push(`navigation: ${frame.url()}`);
  });
  return seen;
}

/** What stands in the messages that must never stand there, by markup. */
function forbidden(): string[] {
  const found: string[] = [];
  const { pwned } = window as { pwned?: unknown };
  if (pwned !== undefined) found.push("script ran");
  for (const element of document.querySelectorAll('[role="log"] *')) {
    const name = element.localName;
    if (
      /^(script|iframe|frame|object|embed|link|style|base|meta|video|audio|source|track|img|image|form|use|animate|foreignobject)$/i.test(
        name,
      )
    )
      found.push(`<${name}>`);
    for (const { name: attribute, value } of element.attributes) {
      if (/^on/i.test(attribute)) found.push(`${name} ${attribute}`);
      if (/^(src|srcset|srcdoc|poster|background|data|action|formaction|ping|xlink:href)$/i.test(attribute))
        found.push(`${name} ${attribute}=${value}`);
      if (attribute === "style" && /url\(|image-set|expression|position:\s*fixed/i.test(value))
        found.push(`style ${value}`);
      if (attribute !== "href") continue;
      const isOwnPlace = value.startsWith("#_") && document.getElementById(value.slice(1)) !== null;
      const isOut = /^(https?|mailto):/.test(value) && element.getAttribute("target") === "_blank";
      if (!isOwnPlace && !isOut) found.push(`href ${value}`);
    }
  }
  return found;
}

/** Opens every call and has every text of its result set as Markdown. */
async function openAll(page: Page): Promise<void> {
  const calls = page.getByRole("button", { name: "show · Done" });
  for (const call of await calls.all()) await call.press("Enter");
  const press = () => {
    const buttons = [...document.querySelectorAll<HTMLButtonElement>('[role="log"] button[aria-pressed="false"]')];
    for (const button of buttons) button.click();
    return buttons.length;
  };
  await expect.poll(() => page.evaluate(press), { timeout: 120_000 }).toBe(0);
}

test("2,000 hostile texts, as answers and in results, ask nobody for anything and run nothing", async ({ browser }) => {
  test.setTimeout(900_000);
  expect(CASES.length).toBeGreaterThanOrEqual(2_000);
  const texts = CASES.map((text) => text.replaceAll(SINK, sink.origin));
  const person = await aPerson("Rosa");
  // Without the content security policy, which would hide what the page itself lets through.
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  await signIn(page, person);
  const own = new URL(page.url()).origin;
  const seen = watch(context, page, own);
  for (const [at, batch] of pagesOf(texts, PAGES).entries())
    await test.step(`page ${at + 1}: ${batch.length} texts`, async () => {
      const id = await aStoredConversation(person, batch);
      await page.goto(`/chat/${id}`);
      await expect(page.getByRole("article", { name: "Answer" })).toHaveCount(batch.length + 1);
      await openAll(page);
      await expect(page.locator(".katex").first()).toBeAttached();
      await expect(page.locator("[class^=hljs]").first()).toBeAttached();
      expect(await page.locator(".markdown").count()).toBeGreaterThan(batch.length * 1.5);
      expect(await page.evaluate(forbidden)).toEqual([]);
      expect(page.url()).toBe(`${own}/chat/${id}`);
    });
  expect(seen).toEqual([]);
  expect(sink.requests).toEqual([]);

  // The same watcher sees what an unsafe page would have done.
  await page.evaluate((origin) => {
    const unsafe = document.createElement("div");
    unsafe.innerHTML = `<img src="${origin}/leak.png" onerror="window.pwned=1"><iframe srcdoc="x"></iframe>`;
    document.querySelector('[role="log"]')?.append(unsafe);
  }, sink.origin);
  await expect.poll(() => sink.requests.length).toBe(1);
  await expect
    .poll(() => page.evaluate(forbidden))
    .toEqual(expect.arrayContaining(["script ran", "<img>", "<iframe>"]));
  expect(seen).toContain(`request: ${sink.origin}/leak.png`);
  await context.close();
});
