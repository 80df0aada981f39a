import type { Page } from "@playwright/test";
import { expect } from "./fixtures.ts";

const WIDTHS = [1280, 390];
const COLORS = ["light", "dark"] as const;

/**
 * What a person sees at this point, for people to look through: light and dark, wide and narrow, as
 * `test-results/looks/<name>-<width>-<color>.png`. Nothing may stick out sideways. The page is left as it was.
 */
export async function look(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  for (const width of WIDTHS)
    for (const colorScheme of COLORS) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `test-results/looks/${name}-${width}-${colorScheme}.png`, animations: "disabled" });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, `${name}, ${width} px: nothing sticks out sideways`).toBeLessThanOrEqual(0);
    }
  await page.emulateMedia({ colorScheme: "light" });
  if (before) await page.setViewportSize(before);
}
