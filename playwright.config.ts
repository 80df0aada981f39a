import { defineConfig } from "@playwright/test";
import { CHROMIUM_ARGUMENTS, findChromium } from "#tests/setup/chromium.ts";

export default defineConfig({
  testDir: "tests/e2e",
  globalSetup: "./tests/setup/e2e-app.ts",
  outputDir: "test-results/e2e",
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  workers: 2,
  // Generous: on a machine with two busy cores a journey through three browsers takes its time.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  // A pointer can miss what a busy machine still moves; a journey that fails twice is broken.
  retries: 1,
  reporter: [["list"], ["json", { outputFile: "test-results/e2e.json" }]],
  use: {
    // Set by the global set-up, which runs before the workers that read this.
    baseURL: process.env.E2E_URL,
    browserName: "chromium",
    locale: "en-US",
    trace: "retain-on-failure",
    launchOptions: { executablePath: findChromium() ?? undefined, args: CHROMIUM_ARGUMENTS },
  },
});
