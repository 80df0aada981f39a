import AxeBuilder from "@axe-core/playwright";
import { type Browser, test as base, expect, type Page } from "@playwright/test";
import { setDatabaseUrl } from "#lib/platform/db/client.ts";
import { PASSWORD, type Person } from "./people.ts";

/** What the global set-up started, handed to the workers through the environment. */
export type World = {
  /** The reference server, nobody's work here, without sign-in. */
  everythingUrl: string;
  /** The same behind a real authorization server. */
  protectedUrl: string;
  /** The same for whoever sends the header X-Tenant: acme and an X-Api-Key that begins with "good-". */
  keyedUrl: string;
  /** One tool behind a provider that grants scopes and tells who signed in; does as told at /control. */
  scopedUrl: string;
  /** A handbook that speaks to models behind people's backs. */
  hostileUrl: string;
  /** A model that does what a test's script says: scripted-model.ts. */
  scriptedModelUrl: string;
};

export const test = base.extend<{ world: World; problems: string[] }, { database: undefined }>({
  database: [
    async ({}, use) => {
      setDatabaseUrl(process.env.E2E_DATABASE_URL ?? "");
      await use(undefined);
    },
    { scope: "worker", auto: true },
  ],
  world: async ({}, use) => {
    await use(JSON.parse(process.env.E2E_WORLD ?? "{}") as World);
  },
  /** A page that throws, or is refused something by its own content security policy, fails its test. */
  problems: [
    async ({ context }, use) => {
      const problems: string[] = [];
      context.on("weberror", (event) => problems.push(`page error: ${event.error().message}`));
      context.on("console", (message) => {
        if (message.type() === "error" && !/Failed to load resource/.test(message.text()))
          problems.push(`console: ${message.text()}`);
      });
      await use(problems);
      expect(problems, "errors in the page").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Signs in by the form, as a person does. */
export async function signIn(page: Page, person: Person): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/new");
}

/** A browser of somebody's own, signed in. */
export async function browserOf(browser: Browser, person: Person): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page, person);
  return page;
}

/** Switches the workspace in the sidebar. */
export async function switchTo(page: Page, workspace: string): Promise<void> {
  await page.getByRole("button", { name: /Switch workspace/ }).click();
  await page
    .getByRole("menuitemradio", { name: workspace })
    .or(page.getByRole("menuitem", { name: workspace }))
    .click();
  await expect(page.getByRole("button", { name: new RegExp(`Switch workspace, now ${workspace}`) })).toBeVisible();
}

/** WCAG 2.2 AA by axe: no violation on the page as it stands. */
export async function expectAccessible(page: Page): Promise<void> {
  // A page that is read anew in the background is without its title for a moment.
  await expect(page).toHaveTitle(/\S/);
  // What fades in or out is looked at where it has come to rest; only spinners never do.
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(({ playState, effect }) => playState !== "running" || effect?.getTiming().iterations === Infinity),
  );
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
}
