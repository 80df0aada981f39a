import type { Page } from "@playwright/test";
import { expect, expectAccessible, signIn, test } from "./world/fixtures.ts";
import { aPerson } from "./world/people.ts";
import { addConnector, allowOnce, connect, openCall, send } from "./world/steps.ts";

test.beforeEach(async ({ page, world }) => {
  await signIn(page, await aPerson("Nora"));
  await page.goto("/settings/connectors");
  await addConnector(page, "Everything", world.everythingUrl);
  await connect(page, "Everything");
  await page.goto("/new");
});

/** Opens "+" › "From a connector" › the connector. */
async function openOffers(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Add to conversation" }).click();
  await page.getByRole("menuitem", { name: "From a connector" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Everything" }).click();
  await expect(page.getByRole("heading", { name: "Prompts" })).toBeVisible({ timeout: 20_000 });
}

test("a resource goes along with a message, and is still there after a reload", async ({ page }) => {
  await openOffers(page);
  await expectAccessible(page);
  await page.getByRole("searchbox", { name: "Find a prompt or resource" }).fill("dynamic text");
  await page.getByRole("button", { name: /Dynamic Text Resource/ }).click();
  await page.getByLabel("resourceId").fill("7");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  const chips = page.getByRole("list", { name: "Attachments" });
  await expect(chips.getByText("Dynamic Text Resource")).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "Dynamic Text Resource attached" })).toBeAttached();
  await page.reload();
  await expect(chips.getByText("Dynamic Text Resource")).toBeVisible();
  await expectAccessible(page);

  await send(page, "What does it say?");
  await page.waitForURL("**/chat/**");
  const attached = page.getByRole("article", { name: "You" }).getByRole("button", { name: /Dynamic Text Resource/ });
  await attached.click();
  await expect(page.getByText(/Resource 7: This is a plaintext resource/)).toBeVisible();
  await page.reload();
  await attached.click();
  await expect(page.getByText(/Resource 7: This is a plaintext resource/)).toBeVisible();
  await expectAccessible(page);
});

test("a prompt is filled in by the keyboard, and stands in the message box to be read", async ({ page }) => {
  await openOffers(page);
  const search = page.getByRole("searchbox", { name: "Find a prompt or resource" });
  await search.focus();
  await search.fill("arguments prompt");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("city")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByText("This is required.")).toBeVisible();
  await page.keyboard.type("Oslo");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "Message" })).toHaveValue("What's weather in Oslo?");
  await expect(page.getByRole("dialog")).toBeHidden();
});

test("a chip can be left out again; one connector switched off offers nothing", async ({ page }) => {
  await openOffers(page);
  await page.getByRole("button", { name: /architecture\.md/ }).click();
  const chips = page.getByRole("list", { name: "Attachments" });
  await expect(chips).toBeVisible({ timeout: 20_000 });
  await chips.getByRole("button", { name: /^Remove/ }).click();
  await expect(chips).toBeHidden();
  await page.getByRole("button", { name: "Add to conversation" }).click();
  await page.getByRole("menuitem", { name: "Connectors" }).click();
  await page.getByRole("switch", { name: "Everything" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Add to conversation" }).click();
  await page.getByRole("menuitem", { name: "From a connector" }).click();
  await expect(page.getByRole("dialog").getByText("Switched off in this conversation")).toBeVisible();
});

test("links of a result open through their connector, pictures are shown, and nothing is loaded from elsewhere", async ({
  page,
}) => {
  const foreign: string[] = [];
  page.on("request", (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol.startsWith("http") && host !== new URL(page.url()).host) foreign.push(request.url());
  });
  await send(page, '/get-resource-links {"count":2}');
  await page.waitForURL("**/chat/**");
  await allowOnce(page, "get-resource-links");
  await openCall(page, "get-resource-links", "Done");
  await page
    .getByRole("button", { name: /^Open / })
    .first()
    .click();
  await expect(page.getByRole("region", { name: /^Content of/ })).toBeFocused({ timeout: 20_000 });
  await expectAccessible(page);

  await send(page, "/get-tiny-image {}");
  await allowOnce(page, "get-tiny-image");
  await openCall(page, "get-tiny-image", "Done");
  const image = page.getByRole("img", { name: "Image from the server" });
  await expect(image).toBeVisible();
  expect(await image.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);

  await send(page, '/get-annotated-message {"messageType":"debug"}');
  await allowOnce(page, "get-annotated-message");
  await openCall(page, "get-annotated-message", "Done");
  await expect(page.getByRole("button", { name: "For the assistant" })).toBeVisible();
  await expectAccessible(page);
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download the full result" }).last().click();
  expect((await saving).suggestedFilename()).toBe("result.json");
  expect(foreign).toEqual([]);
});

test("what a server says of itself stands on the connector's page, as its own words", async ({ page }) => {
  await page.goto("/settings/connectors");
  await page.getByRole("link", { name: /Everything/ }).click();
  await expect(page.getByRole("heading", { name: "What the server says of itself" })).toBeVisible();
  await expect(page.getByText(/Everything Server/).first()).toBeVisible();
  await expectAccessible(page);
});
