import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

const SUITE = "node_modules/@modelcontextprotocol/conformance/dist/index.js";
const RESULTS = "test-results/conformance";
/** All scenarios of a run share this machine with one another. */
const TIMEOUT_MS = "120000";

/** One line of the suite's summary. */
const OUTCOME = /^([✓✗]) (\S+): (\d+) passed, (\d+) failed/;
const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

export type SuiteRun = {
  /** The suite's own verdict. */
  isPassed: boolean;
  /** Scenarios with at least one check, by how they ended. */
  passed: string[];
  failed: string[];
};

/** Starts the suite against a running service and reads what it says of each scenario; everything is printed too. */
export async function runSuite(serviceUrl: string, which: readonly string[]): Promise<SuiteRun> {
  const command = `"${process.execPath}" "${path.resolve("tests/conformance/driver.ts")}"`;
  const args = [SUITE, "client", "--command", command, "--timeout", TIMEOUT_MS, "-o", RESULTS, ...which];
  const env = { ...process.env, CONFORMANCE_SERVICE: serviceUrl };
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"], env });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
    process.stdout.write(chunk);
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { isPassed: code === 0, ...readSummary(text) };
}

function readSummary(text: string): Pick<SuiteRun, "passed" | "failed"> {
  const passed: string[] = [];
  const failed: string[] = [];
  for (const line of text.replaceAll(COLOURS, "").split("\n")) {
    const [, mark, name = "", ok, notOk] = OUTCOME.exec(line) ?? [];
    if (mark === "✗") failed.push(name);
    // Some scenarios have nothing to look at in a client like ours; they pass without a check.
    if (mark === "✓" && Number(ok) + Number(notOk) > 0) passed.push(name);
  }
  return { passed, failed };
}
