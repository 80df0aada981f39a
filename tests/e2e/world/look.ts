import type { Page } from "@playwright/test";
import { expect } from "./fixtures.ts";

const WIDTHS = [1280, 390];
const COLORS = ["light", "dark"] as const;

/**
 * What a person sees at this point, for people to look through: light and dark, wide and narrow, as
 * `test-results/looks/<name>-<width>-<color>.png`. Nothing may stick out of the page. The page is left as it was.
 */
export async function look(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  for (const width of WIDTHS)
    for (const colorScheme of COLORS) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `test-results/looks/${name}-${width}-${colorScheme}.png`, animations: "disabled" });
      const { aside, below } = await page.evaluate(() => {
        const { scrollWidth, scrollHeight } = document.documentElement;
        return { aside: scrollWidth - window.innerWidth, below: scrollHeight - window.innerHeight };
      });
      expect(aside, `${name}, ${width} px: nothing sticks out sideways`).toBeLessThanOrEqual(0);
      expect(below, `${name}, ${width} px: what is long scrolls in its own place, not the page`).toBeLessThanOrEqual(0);
    }
  await page.emulateMedia({ colorScheme: "light" });
  if (before) await page.setViewportSize(before);
}
