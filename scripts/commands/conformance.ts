// npm run conformance: the protocol's own client scenarios, through the use cases the app is made of.
// `npm run conformance -- auth/basic-cimd` runs one scenario, with everything it has to say.
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { openConformanceDatabase } from "#tests/conformance/database.ts";
import { startConformanceService } from "#tests/conformance/service.ts";

const SUITE = "node_modules/@modelcontextprotocol/conformance/dist/index.js";
const EXPECTED_FAILURES = "tests/conformance/expected-failures.yml";
const RESULTS = "test-results/conformance";
/** All scenarios of a run share this machine with one another. */
const TIMEOUT_MS = "120000";

const RUNS = [
  ["--suite", "all"],
  ["--requirements", "2025-11-25"],
  ["--requirements", "2026-07-28"],
  ["--suite", "all", "--spec-version", "2025-06-18"],
  ["--suite", "all", "--spec-version", "2025-03-26"],
];

const [scenario] = process.argv.slice(2);
const database = await openConformanceDatabase();
const service = await startConformanceService(database.url);
let failed = 0;
try {
  if (scenario) failed = (await run(["--scenario", scenario, "--verbose"])) ? 0 : 1;
  else
    for (const which of RUNS) {
      console.log(`\n── ${which.join(" ")} ──`);
      const begun = Date.now();
      const isPassed = await run([...which, "--expected-failures", EXPECTED_FAILURES]);
      if (!isPassed) failed += 1;
      console.log(`${((Date.now() - begun) / 1000).toFixed(1)} s  ${isPassed ? "passed" : "failed"}`);
    }
} finally {
  await service.close();
  await database.close();
}
if (!scenario) console.log(`\n${RUNS.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

async function run(which: string[]): Promise<boolean> {
  const command = `"${process.execPath}" "${path.resolve("tests/conformance/driver.ts")}"`;
  const args = [SUITE, "client", "--command", command, "--timeout", TIMEOUT_MS, "-o", RESULTS, ...which];
  const env = { ...process.env, CONFORMANCE_SERVICE: service.url };
  const [code] = (await once(spawn(process.execPath, args, { stdio: "inherit", env }), "exit")) as [number | null];
  return code === 0;
}
