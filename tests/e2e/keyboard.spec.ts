import { expect, expectAccessible, signIn, test } from "./world/fixtures.ts";
import { look } from "./world/look.ts";
import { aPerson } from "./world/people.ts";
import { addConnector, allowOnce, connectorRow, openCall, send, toolCall } from "./world/steps.ts";

test.beforeEach(async ({ page, world }) => {
  await signIn(page, await aPerson("Kira"));
  await page.goto("/settings/connectors");
  await addConnector(page, "Everything", world.everythingUrl);
});

test("the keyboard keeps its place: add, connect, approve, stop", async ({ page }) => {
  await test.step("after adding, at the button that opened the dialog", async () => {
    await expect(page.getByRole("button", { name: "Add custom connector" })).toBeFocused();
  });

  await test.step("after connecting, at what took the button's place", async () => {
    const row = connectorRow(page, "Everything");
    await row.getByRole("button", { name: "Connect", exact: true }).focus();
    await page.keyboard.press("Enter");
    await expect(row.getByRole("button", { name: "Disconnect" })).toBeFocused();
  });

  await page.goto("/new");
  await expect(page.getByRole("textbox", { name: "Message" })).toBeFocused();
  await page.keyboard.type('/trigger-long-running-operation {"duration":60,"steps":60}');
  await page.keyboard.press("Enter");
  await page.waitForURL("**/chat/**");
  await test.step("the question is before the text box; Enter answers it once it has stood still", async () => {
    const allow = page.getByRole("button", { name: "Allow once" });
    await expect(allow).toBeVisible();
    await page.getByRole("textbox", { name: "Message" }).focus();
    const isReached = () => allow.evaluate((button) => button === document.activeElement);
    for (let presses = 0; presses < 6 && !(await isReached()); presses += 1) await page.keyboard.press("Shift+Tab");
    await expect(allow).toBeFocused();
    // Reaching it may have scrolled it: what moves takes no answer for half a second.
    const question = page.getByRole("group", { name: /Approval for/ });
    await expect(async () => {
      if (await question.isVisible()) await page.keyboard.press("Enter");
      await expect(question).toBeHidden({ timeout: 2_000 });
    }).toPass({ timeout: 20_000 });
  });
  await test.step("after the answer, at the call it was about", async () => {
    await expect(toolCall(page, "trigger-long-running-operation", "Running")).toBeFocused();
  });
  await test.step("after Stop, where one writes", async () => {
    await page.getByRole("button", { name: "Stop" }).focus();
    await page.keyboard.press("Enter");
    await expect(toolCall(page, "trigger-long-running-operation", "Cancelled")).toBeVisible();
    await expect(page.getByRole("textbox", { name: "Message" })).toBeFocused();
  });
});

test("pictures, structured content and a tool's own error are shown as what they are", async ({ page }) => {
  await connectorRow(page, "Everything").getByRole("button", { name: "Connect", exact: true }).click();
  await expect(connectorRow(page, "Everything").getByText("Connected", { exact: true })).toBeVisible();
  await page.goto("/new");
  await send(page, "/get-tiny-image {}");
  await page.waitForURL("**/chat/**");
  await allowOnce(page, "get-tiny-image");
  await openCall(page, "get-tiny-image", "Done");
  const picture = page.getByRole("img", { name: /image|picture/i }).last();
  await expect(picture).toBeVisible();
  expect(await picture.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBeGreaterThan(0);

  await send(page, '/get-structured-content {"location":"Chicago"}');
  await allowOnce(page, "get-structured-content");
  await openCall(page, "get-structured-content", "Done");
  await expect(page.getByText("temperature").last()).toBeVisible();

  await send(page, '/get-structured-content {"location":"Atlantis"}');
  await allowOnce(page, "get-structured-content");
  await openCall(page, "get-structured-content", "Failed");
  await expect(page.getByText("The tool reports an error")).toBeVisible();
  await expectAccessible(page);
  await look(page, "results");
});
