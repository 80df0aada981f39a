import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";

/** One part of `npm test`: a program under this Node, counted as one unless it writes a report of its own tests. */
export type Check = { name: string; program: string; args: string[]; report?: "vitest" | "playwright" | "counts" };
export type Counts = { passed: number; failed: number };

const REPORTS = "test-results";

const BIOME = "node_modules/@biomejs/biome/bin/biome";
const TSC = "node_modules/typescript/bin/tsc";
const KNIP = "node_modules/knip/bin/knip.js";
const VITEST = "node_modules/vitest/vitest.mjs";
const PLAYWRIGHT = "node_modules/@playwright/test/cli.js";

const vitest = (project: string, ...more: string[]): Check => ({
  name: project,
  program: VITEST,
  args: ["run", "--project", project, ...more],
  report: "vitest",
});

export const LINT: Check = { name: "lint", program: BIOME, args: ["check", "--error-on-warnings", "."] };
export const TYPES: Check = { name: "types", program: TSC, args: ["--noEmit"] };
export const IMPORTS: Check = { name: "imports", program: "scripts/check-imports.ts", args: [] };
export const UNUSED: Check = { name: "unused", program: KNIP, args: [] };
export const UNIT = vitest("unit");
export const INTEGRATION = vitest("integration");
export const PEERS = vitest("peers");
export const CONFORMANCE: Check = {
  name: "conformance",
  program: "scripts/commands/conformance.ts",
  args: [],
  report: "counts",
};
export const SOAK = vitest("soak", "--passWithNoTests");
export const BUILD: Check = { name: "build", program: "scripts/build-if-changed.ts", args: [] };
export const E2E: Check = { name: "end-to-end", program: PLAYWRIGHT, args: ["test"], report: "playwright" };

/** Runs the checks one after another, all of them, and prints how long each took and the sum. */
export async function runChecks(checks: Check[]): Promise<Counts> {
  const total: Counts = { passed: 0, failed: 0 };
  const lines: string[] = [];
  mkdirSync(REPORTS, { recursive: true });
  for (const check of checks) {
    console.log(`\n── ${check.name} ──`);
    const begun = Date.now();
    const { passed, failed } = await runCheck(check);
    total.passed += passed;
    total.failed += failed;
    lines.push(
      `${check.name.padEnd(12)} ${((Date.now() - begun) / 1000).toFixed(1).padStart(7)} s  ${failed ? "failed" : "passed"}`,
    );
  }
  console.log(`\n${lines.join("\n")}\n\n${total.passed} passed, ${total.failed} failed`);
  return total;
}

async function runCheck(check: Check): Promise<Counts> {
  const file = `${REPORTS}/${check.name}.json`;
  rmSync(file, { force: true });
  const more = check.report === "vitest" ? ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`] : [];
  const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: file };
  const child = spawn(process.execPath, [check.program, ...check.args, ...more], { stdio: "inherit", env });
  const [code] = (await once(child, "exit")) as [number | null];
  const counts = check.report && existsSync(file) ? readCounts(check.report, file) : { passed: 0, failed: 0 };
  // A program that fails without a failed test to show for it is one failure; a check without a report is one pass.
  if (code !== 0 && counts.failed === 0) return { ...counts, failed: 1 };
  return check.report ? counts : { passed: 1, failed: 0 };
}

/** Counts from vitest's or Playwright's JSON report, or as they are; a journey that passed the second time counts, and is listed as flaky. */
function readCounts(kind: NonNullable<Check["report"]>, file: string): Counts {
  const report = JSON.parse(readFileSync(file, "utf8"));
  if (kind === "counts") return { passed: report.passed, failed: report.failed };
  if (kind === "vitest") return { passed: report.numPassedTests, failed: report.numFailedTests };
  return { passed: report.stats.expected + report.stats.flaky, failed: report.stats.unexpected };
}
