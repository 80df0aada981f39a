import type { Locator, Page } from "@playwright/test";
import { expect, signIn, test } from "./world/fixtures.ts";
import { aPerson, type Person } from "./world/people.ts";
import { scriptedModel } from "./world/scripted-model.ts";
import { send, toolCall } from "./world/steps.ts";
import { aStoredConversation } from "./world/stored-conversation.ts";

let rita: Person;
test.beforeEach(async ({ page }) => {
  rita = await aPerson("Rita");
  await signIn(page, rita);
});

const paragraphs = (count: number, words = "So much to read") =>
  Array.from({ length: count }, (_, n) => `${words} ${n}.\n\n`).join("");
const toEnd = (page: Page) => page.getByRole("button", { name: "Scroll to the end" });

test("what one opens stays where it is, and the end is followed again once it is closed", async ({ page }) => {
  const id = await aStoredConversation(rita, [paragraphs(60), paragraphs(60)]);
  await page.goto(`/chat/${id}`);
  const call = toolCall(page, "show", "Done");
  await expect(call).toBeInViewport();
  await call.click();
  await expect(page.getByRole("heading", { name: "Output" })).toBeAttached();
  await expect(toEnd(page)).toBeVisible();
  await expect(call).toBeInViewport();
  await call.click();
  await expect(toEnd(page)).toBeHidden();
  await page.getByRole("textbox", { name: "Message" }).fill("one\n".repeat(8));
  await expect(call).toBeInViewport({ ratio: 1 });
});

test("what one says is in sight, wherever one was reading; where all is in sight there is no way to its end", async ({
  page,
  world,
}) => {
  await scriptedModel(world, rita, { text: [paragraphs(60)] }, { text: ["The second answer."] }, { text: ["Short."] });
  await send(page, "Tell me much");
  await expect(page.getByText("So much to read 59.")).toBeInViewport();
  await expect(page.getByRole("button", { name: "Copy answer" })).toBeAttached();
  await page.getByText("So much to read 0.").scrollIntoViewIfNeeded();
  await expect(toEnd(page)).toBeVisible();
  await send(page, "And then?");
  await expect(page.getByText("The second answer.")).toBeInViewport();

  const first = page.getByRole("article", { name: "You" }).first();
  await first.scrollIntoViewIfNeeded();
  await first.hover();
  await first.getByRole("button", { name: "Edit message" }).click();
  await page.getByRole("textbox", { name: "Edited message" }).fill("Tell me little");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Short.")).toBeInViewport();
  await expect(toEnd(page)).toBeHidden();
});

test("a conversation stands at its end before the code of the page is there", async ({ page, browser }) => {
  const id = await aStoredConversation(rita, [paragraphs(60)]);
  const storageState = await page.context().storageState();
  const context = await browser.newContext({ javaScriptEnabled: false, storageState });
  const plain = await context.newPage();
  await plain.goto(new URL(`/chat/${id}`, page.url()).href);
  await expect(toolCall(plain, "show", "Done")).toBeInViewport();
  await context.close();
});

test("the end is followed however fast it runs away", async ({ page }) => {
  const id = await aStoredConversation(rita, [paragraphs(60)]);
  await page.goto(`/chat/${id}`);
  await expect(toolCall(page, "show", "Done")).toBeInViewport();
  // Between the scrolling of one frame and the news of it in the next there is more again.
  await page.getByRole("log").evaluate(async (log) => {
    const grow = () => {
      const more = document.createElement("p");
      more.textContent = "More";
      more.style.height = "200px";
      log.append(more);
    };
    for (let frame = 0; frame < 5; frame += 1)
      await new Promise<void>((resolve) => {
        requestAnimationFrame(() => {
          grow();
          setTimeout(() => {
            grow();
            resolve();
          });
        });
      });
  });
  await expect(page.getByText("More", { exact: true }).last()).toBeInViewport();
  await expect(toEnd(page)).toBeHidden();
});

test("whoever goes on with an answer by the keyboard, or has it given anew, goes on where one writes", async ({
  page,
  world,
}) => {
  const half = { text: ["Half of"], isCut: true, waits: true };
  const model = await scriptedModel(world, rita, half, { text: [" it."] }, { text: ["All of it."] });
  await send(page, "All");
  await expect(page.getByText("Half of")).toBeVisible();
  await model.go();
  await page.getByRole("button", { name: "Continue" }).press("Enter");
  await expect(page.getByText("Half of it.")).toBeVisible();
  const box = page.getByRole("textbox", { name: "Message" });
  await expect(box).toBeFocused();
  await page.getByRole("button", { name: "Try again" }).press("Enter");
  await expect(page.getByText("All of it.")).toBeVisible();
  await expect(box).toBeFocused();
});

test("what could not be sent is said without covering the way to send it again", async ({ page, context, world }) => {
  await scriptedModel(world, rita, { text: ["Here."] });
  await send(page, "One");
  await expect(page.getByText("Here.")).toBeVisible();
  // The page is read anew for its title, and what shows the news while nothing else is to be done.
  await expect(page.getByRole("link", { name: "Scripted title" })).toBeVisible();
  await expect(page.getByRole("region", { name: /^Notifications/ })).toBeAttached();
  await context.setOffline(true);
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 800 });
    await send(page, "Two");
    await expect(page.getByText("could not be reached").first()).toBeVisible();
    await page.getByRole("button", { name: "Send" }).click({ trial: true, timeout: 2_000 });
  }
});

test("a longer draft does not cover the end of what was said", async ({ page, world }) => {
  await scriptedModel(world, rita, { text: [paragraphs(60)] });
  await send(page, "Tell me much");
  const last = page.getByText("So much to read 59.");
  await expect(last).toBeInViewport();
  await expect(page.getByRole("button", { name: "Copy answer" })).toBeAttached();
  await page.getByRole("textbox", { name: "Message" }).fill("one\n".repeat(8));
  await expect(last).toBeInViewport({ ratio: 1 });
});

test("a conversation that is gone, and a session that has ended, are said to be so", async ({
  page,
  context,
  world,
}) => {
  await scriptedModel(world, rita, { text: ["Here."] }, { text: ["There."] });
  await send(page, "One");
  await expect(page.getByText("Here.")).toBeVisible();
  const other = await context.newPage();
  await other.goto("/new");
  await send(other, "Two");
  await expect(other.getByText("There.")).toBeVisible();

  const conversation = page.url().split("/").pop();
  const remove = await context.newPage();
  await remove.goto(`/chat/${conversation}`);
  await remove.getByRole("link", { name: "Scripted title" }).first().waitFor();
  const row = remove.getByRole("listitem").filter({ has: remove.locator(`a[href$="${conversation}"]`) });
  await row.hover();
  await row.getByRole("button", { name: /^More options for/ }).click();
  await remove.getByRole("menuitem", { name: "Delete" }).click();
  await remove.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("This conversation does not exist any more.")).toBeVisible({ timeout: 40_000 });

  await remove.getByRole("button", { name: /^Account of/ }).click();
  await remove.getByRole("menuitem", { name: "Sign out" }).click();
  await remove.waitForURL("**/sign-in**");
  await expect(other.getByText("You are signed out. Reload the page to sign in.")).toBeVisible({ timeout: 40_000 });
  await expect(page.getByText("Trying to get it back")).toBeHidden();
});

const ROWS = [
  {
    region: "Northumberland",
    revenue: "1,200,300.50",
    remark: "Something rather long that takes more than one line",
  },
  {
    region: "Gloucestershire",
    revenue: "980,000,000.00",
    remark: "Much else that needs its room, beside what is known",
  },
];

test("the words and numbers of a table stay whole in a narrow window", async ({ page }) => {
  const lines = ROWS.map(({ region, revenue, remark }) => `| ${region} | ${revenue} | ${remark} | ${remark} |`);
  const markdown = ["| Region | Revenue | Remark | More |", "|---|--:|---|---|", ...lines].join("\n");
  const id = await aStoredConversation(rita, [markdown, JSON.stringify(ROWS)]);
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(`/chat/${id}`);
  await toolCall(page, "show", "Done").click();
  const result = page.getByRole("region", { name: /^Table with/ }).last();
  for (const table of [page.getByRole("article", { name: "Answer" }).first(), result])
    for (const { region, revenue } of ROWS)
      for (const word of [region, revenue])
        expect(await linesOf(table.getByRole("cell", { name: word, exact: true }))).toBe(1);
});

/** On how many lines the text of an element stands. */
function linesOf(element: Locator): Promise<number> {
  return element.evaluate((node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
  });
}
