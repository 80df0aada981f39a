import { browserOf, expect, expectAccessible, signIn, switchTo, test } from "./world/fixtures.ts";
import { anOrganization, aPerson, PASSWORD } from "./world/people.ts";

test("an owner invites by link; the link lets one person in, once", async ({ browser, page }) => {
  const { org, owner } = await anOrganization("Iris");
  const iris = await browserOf(browser, owner);
  await iris.goto("/admin-settings/members");
  await iris.getByRole("button", { name: "Invite people" }).click();
  await iris.getByLabel("For whom").fill("Noah");
  await expectAccessible(iris);
  await iris.getByRole("button", { name: "Create link" }).click();
  const link = await iris.getByLabel("Link", { exact: true }).inputValue();
  await iris.getByRole("button", { name: "Done" }).click();
  await expect(iris.getByText("Noah")).toBeVisible();

  await page.goto(link);
  await expect(page.getByRole("heading", { name: `Join ${org.name}` })).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Your name").fill("Noah");
  await page.getByLabel("Email").fill(`noah-${org.id.slice(4).toLowerCase()}@example.com`);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign up and join" }).click();
  await page.waitForURL("**/new");
  await expect(page.getByRole("button", { name: `Switch workspace, now ${org.name}` })).toBeVisible();

  await test.step("used once, it lets nobody else in", async () => {
    const other = await browserOf(browser, await aPerson("Late"));
    await other.goto(link);
    await expect(other.getByText(/used already/)).toBeVisible();
  });

  await test.step("a removal acts at the removed person's next request", async () => {
    await iris.reload();
    await iris.getByRole("button", { name: "More options for Noah" }).click();
    await iris.getByRole("menuitem", { name: "Remove" }).click();
    await iris.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
    // The open question hides the page behind it, so what says that it is done is the news of it.
    await expect(iris.getByText("Noah was removed")).toBeVisible();
    await expect(iris.getByRole("button", { name: "More options for Noah" })).toBeHidden();
    await page.goto("/new");
    await expect(page.getByRole("button", { name: `Switch workspace, now ${org.name}` })).toBeHidden();
  });
});

test("a person switches workspaces, language and theme, and ends a session elsewhere", async ({ browser, page }) => {
  const { org, owner } = await anOrganization("Lena");
  await signIn(page, owner);
  const elsewhere = await browserOf(browser, owner);
  await switchTo(page, "Personal");
  await switchTo(page, org.name);

  await page.goto("/settings/account");
  await expectAccessible(page);
  await page.getByRole("button", { name: "End all other sessions" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "End all other sessions" }).click();
  await expect(page.getByText("No other browser is signed in.")).toBeVisible();
  await elsewhere.goto("/new");
  await elsewhere.waitForURL("**/sign-in**");

  await page.getByLabel("Language").selectOption("de");
  await page.getByLabel("Theme").selectOption("dark");
  await page.getByRole("button", { name: "Save" }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Konto" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});
