import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort, startChild, stopChild } from "#tests/fakes/child-process.ts";
import { IS_SOAK } from "#tests/fakes/soak.ts";
import { startScripted } from "#tests/integration/mcp/scripted-server.ts";
import { ATTACKS, type Attack } from "./attacks/attacks.ts";
import type { Report } from "./attacks/client.ts";
import type { GuardName } from "./attacks/guards.ts";

/** Limits of security.md G17. */
const BLOCKED_MS = 250;
const KEPT_MB = 64;
/** What one answer of 8 MB may cost while it is read: its bytes, its text, its values, and what the collector leaves. */
const PEAK_MB = 256;
/** Silence that ends a call where that is how it ends, and where it is not; and what everything may take. */
const WAIT_MS = 3_000;
const LONG_WAIT_MS = 30_000;
const DEADLINE_MS = 60_000;
/** How much slower the healthy server's calls may be than in quiet, with the floor that a busy machine needs. */
const SLOWER = 10;
const SLOWER_FLOOR_MS = 2_000;

/** Shown in the short form too to be what holds an attack off. */
const SHORT_GUARDS = new Set<GuardName>(["values", "killing"]);

const file = (name: string) => fileURLToPath(new URL(`./attacks/${name}`, import.meta.url));

let healthy: ChildProcess | undefined;
let healthyUrl = "";
let client: ChildProcess | undefined;
let quietP95 = 0;
const unhandled: string[] = [];
const reports: (Report & { name: string })[] = [];

async function startClient(env: Record<string, string> = {}): Promise<ChildProcess> {
  const args = ["--no-warnings", "--expose-gc", file("client.ts")];
  const started = await startChild(args, { HEALTHY_URL: healthyUrl, ...env }, /client is ready/);
  started.on("message", (message: { unhandled?: string }) => {
    if (message.unhandled) unhandled.push(message.unhandled);
  });
  return started;
}

beforeAll(async () => {
  const port = await freePort();
  healthyUrl = `http://127.0.0.1:${port}/mcp`;
  healthy = await startChild(["--no-warnings", file("healthy-server.ts")], { HEALTHY_PORT: `${port}` }, /healthy on/);
});
afterAll(async () => {
  for (const child of [client, healthy]) if (child) await stopChild(child);
});

let nextId = 0;
async function undergo(by: ChildProcess, attack: Attack, limitMs = DEADLINE_MS): Promise<Report | null> {
  attack.prepare?.();
  const server = await startScripted();
  server.script = (exchange) => {
    const { method } = exchange.message;
    const step = method === "tools/call" ? "call" : method === "tools/list" ? "list" : "connect";
    if (exchange.request.method !== "POST" || step !== attack.step) return undefined;
    void Promise.resolve(attack.act(exchange)).catch(() => {});
    return true;
  };
  nextId += 1;
  const id = nextId;
  const answered = new Promise<Report>((resolve) => {
    const listen = (message: Report) => {
      if (message.id !== id) return;
      by.off("message", listen);
      resolve(message);
    };
    by.on("message", listen);
  });
  const { step, outputSchema } = attack;
  const waitMs = attack.ends.source.includes("timeout") ? WAIT_MS : LONG_WAIT_MS;
  by.send({ id, url: server.url, step, waitMs, ...(outputSchema && { outputSchema }) });
  const late = new Promise<null>((resolve) => setTimeout(resolve, limitMs, null).unref());
  const report = await Promise.race([answered, late]);
  await server.close();
  return report;
}

/** What an attack did that it must not do. */
function damage(attack: Attack, report: Report | null): string[] {
  if (report === null) return [`no end within ${DEADLINE_MS} ms`];
  const problems: string[] = [];
  if (!attack.ends.test(report.outcome)) problems.push(`ended with "${report.outcome}"`);
  if (report.elapsedMs > DEADLINE_MS) problems.push(`took ${report.elapsedMs} ms`);
  if (report.blockedMs > BLOCKED_MS) problems.push(`blocked the event loop for ${report.blockedMs} ms`);
  if (report.peakMb > PEAK_MB) problems.push(`took ${report.peakMb} MB`);
  if (report.keptMb > KEPT_MB) problems.push(`kept ${report.keptMb} MB`);
  if (report.progressHeard > 100) problems.push(`${report.progressHeard} reports of progress were passed on`);
  if (report.healthy.failed > 0) problems.push(`${report.healthy.failed} calls of another connector failed`);
  if (report.healthy.p95Ms > Math.max(quietP95 * SLOWER, SLOWER_FLOOR_MS))
    problems.push(`another connector's calls took ${report.healthy.p95Ms} ms instead of ${quietP95} ms`);
  if (!report.isPrototypeIntact) problems.push("changed a prototype");
  return problems;
}

const chosen = ATTACKS.filter(({ isQuick }) => IS_SOAK || isQuick);

describe("resource attacks of a hostile server", () => {
  beforeAll(async () => {
    client = await startClient();
    const told = once(client, "message");
    client.send("quiet");
    const [{ quiet }] = (await told) as [{ quiet: Report["healthy"] }];
    quietP95 = quiet.p95Ms;
  });

  test.each(chosen)("$name ($step)", async (attack) => {
    if (!client) throw new Error("no client");
    const report = await undergo(client, attack);
    if (report) reports.push({ ...report, name: attack.name });
    expect(damage(attack, report)).toEqual([]);
    expect(client.exitCode).toBeNull();
  });

  test("none of them left a rejection that nobody handled", () => {
    expect(unhandled).toEqual([]);
    if (IS_SOAK) console.info(reports.map((report) => JSON.stringify(report)).join("\n"));
  });
});

describe("with its guard taken out, an attack comes through", () => {
  const isGuarded = (attack: Attack): attack is Attack & { guard: GuardName } => attack.guard !== undefined;
  const guarded = ATTACKS.filter(isGuarded).filter(({ guard }) => IS_SOAK || SHORT_GUARDS.has(guard));
  test.each(guarded)("$guard: $name", async (attack) => {
    const defenceless = await startClient({ WITHOUT_GUARD: attack.guard });
    try {
      expect(damage(attack, await undergo(defenceless, attack, 10_000))).not.toEqual([]);
    } finally {
      await stopChild(defenceless);
    }
  });
});
