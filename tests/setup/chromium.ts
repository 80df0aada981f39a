import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";

const SYSTEM_BROWSERS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** The browser the end-to-end tests drive: the system's, else Playwright's own; null when there is none. */
export function findChromium(): string | null {
  const own = chromium.executablePath();
  return [process.env.CHROMIUM_PATH, ...SYSTEM_BROWSERS, own].find((file) => file && existsSync(file)) ?? null;
}

/** Quiet and self-contained: no updates, no sync, no background requests. */
export const CHROMIUM_ARGUMENTS = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-quic",
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];
