// npm run conformance: the protocol's own client scenarios, through the use cases the app is made of.
// `npm run conformance -- auth/basic-cimd` runs one scenario, with everything it has to say.
import { mkdirSync, writeFileSync } from "node:fs";
import { runSuite } from "#tests/conformance/run-suite.ts";
import { startConformanceService } from "#tests/conformance/service.ts";
import { openOwnDatabase } from "#tests/setup/own-database.ts";

/** Where `npm test` reads how many scenarios passed and failed. */
const REPORT = "test-results/conformance.json";

const RUNS = [
  ["--suite", "all"],
  ["--requirements", "2025-11-25"],
  ["--requirements", "2026-07-28"],
  ["--suite", "all", "--spec-version", "2025-06-18"],
  ["--suite", "all", "--spec-version", "2025-03-26"],
];

/** Scenarios that measure time to within a fraction of a second: a busy machine can fail them, not twice in a row. */
const MEASURES_TIME = ["sse-retry"];

const [scenario] = process.argv.slice(2);
const database = await openOwnDatabase();
const service = await startConformanceService(database.url);
let counts = { passed: 0, failed: 1 };
try {
  counts = scenario ? await runOne(scenario) : await runAll();
} finally {
  await service.close();
  await database.close();
}
mkdirSync("test-results", { recursive: true });
writeFileSync(REPORT, JSON.stringify(counts));
if (!scenario) console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed === 0 ? 0 : 1);

async function runOne(name: string): Promise<typeof counts> {
  const { isPassed } = await runSuite(service.url, ["--scenario", name, "--verbose"]);
  return isPassed ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function runAll(): Promise<typeof counts> {
  const sum = { passed: 0, failed: 0 };
  for (const which of RUNS) {
    console.log(`\n── ${which.join(" ")} ──`);
    const begun = Date.now();
    const { passed, failed } = await runSet(which);
    sum.passed += passed;
    sum.failed += failed;
    console.log(`${((Date.now() - begun) / 1000).toFixed(1)} s  ${passed} scenarios passed, ${failed} failed`);
  }
  return sum;
}

/** Scenarios of one set that passed and failed; one that measures time is run again, alone, before it counts as failed. */
async function runSet(which: string[]): Promise<typeof counts> {
  const run = await runSuite(service.url, which);
  const failed: string[] = [];
  for (const name of run.failed) {
    const isMended = MEASURES_TIME.includes(name) && (await runOne(name)).failed === 0;
    if (!isMended) failed.push(name);
  }
  const passed = run.passed.length + run.failed.length - failed.length;
  // Whatever else the suite objects to is one failure.
  const isUnexplained = !run.isPassed && run.failed.length === 0;
  return { passed, failed: isUnexplained || passed === 0 ? failed.length + 1 : failed.length };
}
