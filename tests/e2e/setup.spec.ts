import { type AppProcess, startApp } from "#tests/setup/app-process.ts";
import { expect, expectAccessible, test } from "./world/fixtures.ts";

let fresh: AppProcess;
test.beforeAll(async () => {
  fresh = await startApp();
});
test.afterAll(() => fresh.destroy());

test("the first visit makes the owner and their organization, and then never again", async ({ page }) => {
  await page.goto(fresh.url);
  await page.waitForURL("**/setup");
  await expectAccessible(page);

  await test.step("what is missing is said where it is missing, and nothing typed is lost", async () => {
    await page.getByLabel("Your name").fill("Olivia Owner");
    await page.getByLabel("Email").fill("olivia@example.com");
    await page.getByLabel("Password").fill("short");
    await page.getByRole("radio", { name: /An organization/ }).click();
    await page.getByLabel("Organization name").fill("Example Co");
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page.getByText("Use at least 10 characters.")).toBeVisible();
    await expect(page.getByLabel("Email")).toHaveValue("olivia@example.com");
  });

  await page.getByLabel("Password").fill("correct horse battery");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL("**/new");
  await expect(page.getByRole("button", { name: "Switch workspace, now Example Co" })).toBeVisible();

  const again = await page.goto(`${fresh.url}/setup`);
  expect(again?.status()).toBe(404);
});
