import { expect, expectAccessible, signIn, test } from "./world/fixtures.ts";
import { anOrganization } from "./world/people.ts";
import { addConnector, connect, send } from "./world/steps.ts";

const LOOKS = [
  { name: "light", colorScheme: "light", width: 1280, height: 800 },
  { name: "dark", colorScheme: "dark", width: 1280, height: 800 },
  { name: "narrow", colorScheme: "light", width: 390, height: 844 },
] as const;

test("every page is accessible and fits, in light and dark, wide and narrow", async ({ page, world }) => {
  test.setTimeout(480_000);
  await page.goto("/sign-in");
  await expectAccessible(page);
  const { owner } = await anOrganization("Vera", "Wim");
  await signIn(page, owner);
  await page.goto("/admin-settings/connectors");
  await addConnector(page, "Everything", world.everythingUrl);
  await connect(page, "Everything");
  await page.goto("/new");
  await send(page, '/echo {"message":"Is this legible?"}');
  await page.waitForURL("**/chat/**");
  await expect(page.getByRole("group", { name: "Approval for echo" })).toBeVisible({ timeout: 20_000 });
  const chat = new URL(page.url()).pathname;
  await page.goto("/settings/connectors");
  const details = await page.getByRole("link", { name: "Everything" }).first().getAttribute("href");
  const pages = {
    new: "/new",
    chat,
    connectors: "/settings/connectors",
    connector: details ?? "",
    account: "/settings/account",
    "admin-connectors": "/admin-settings/connectors",
    "admin-connector": (details ?? "").replace("/settings/", "/admin-settings/"),
    members: "/admin-settings/members",
    "admin-models": "/admin-settings/models",
    "not-found": "/settings/nothing-here",
  };
  for (const look of LOOKS) {
    await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width: look.width, height: look.height });
    for (const [name, path] of Object.entries(pages))
      await test.step(`${name}, ${look.name}`, async () => {
        await page.goto(path);
        await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
        if (name === "chat") await expect(page.getByRole("button", { name: "Allow once" })).toBeEnabled();
        await page.screenshot({ path: `test-results/looks/${name}-${look.name}.png` });
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overflow, "nothing sticks out sideways").toBeLessThanOrEqual(0);
        await expectAccessible(page);
      });
  }
});
