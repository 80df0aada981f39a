import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { findChromium } from "#tests/setup/chromium.ts";

/**
 * Sees to a browser for the end-to-end tests: the system's, else Debian's package when we are root, else Playwright's.
 * @throws Error with one line when none can be had
 */
export function ensureBrowser(): void {
  if (findChromium()) return;
  console.log("Installing a browser for the end-to-end tests…");
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const quiet = { env, stdio: "ignore" as const };
    spawnSync("apt-get", ["update"], quiet);
    spawnSync("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], quiet);
  }
  if (findChromium()) return;
  spawnSync(process.execPath, ["node_modules/@playwright/test/cli.js", "install", "chromium"], { stdio: "ignore" });
  if (findChromium()) return;
  throw new Error(
    "No browser for the end-to-end tests: install Chromium (apt-get install chromium), or name one in CHROMIUM_PATH.",
  );
}
