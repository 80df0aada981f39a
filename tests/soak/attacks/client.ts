/**
 * The product's side of an attack, in a process of its own, so that the work of the attacking server does not count: it
 * does what it is told with one server, calls a healthy one all the while, and measures what that costs it.
 */
import { registerHooks } from "node:module";
import { setTimeout as wait } from "node:timers/promises";
import { type Edit, GUARDS, type GuardName } from "./guards.ts";

export type Order = {
  id: number;
  url: string;
  step: "connect" | "list" | "call";
  outputSchema?: object;
  waitMs: number;
};
export type Report = {
  id: number;
  outcome: string;
  elapsedMs: number;
  /** The longest that the main thread worked without a turn of its event loop: CPU time, not that of other processes. */
  blockedMs: number;
  /** Memory beyond that before the attack, at its peak, and what stays after a collection. */
  peakMb: number;
  keptMb: number;
  progressHeard: number;
  healthy: { calls: number; failed: number; p95Ms: number };
  isPrototypeIntact: boolean;
};

const guard = process.env.WITHOUT_GUARD;
if (guard) {
  const { file, code, instead }: Edit = GUARDS[guard as GuardName];
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (!url.endsWith(file)) return loaded;
      const source = String(loaded.source);
      if (!source.includes(code)) throw new Error(`${url} does not contain: ${code}`);
      return { ...loaded, source: source.replace(code, instead) };
    },
  });
}

const { callTool } = await import("#lib/mcp/call-tool.ts");
const { readToolList } = await import("#lib/mcp/list-tools.ts");
const { openSession } = await import("#lib/mcp/session.ts");
const { checkOutput, schemaThreads } = await import("#lib/mcp/validate-structured.ts");
const { createGuardedFetch } = await import("#lib/platform/http/guarded-fetch.ts");

const healthyUrl = process.env.HEALTHY_URL ?? "";
const prototype = () =>
  JSON.stringify([Object.getOwnPropertyNames(Object.prototype), Object.getOwnPropertyNames(Array.prototype)]);
const intact = prototype();

const endpointFor = (url: string) => ({
  url,
  fetch: createGuardedFetch({ allow: [new URL(url).host] }),
  accessToken: async () => null,
  onUnauthorized: async () => false,
  remembered: null,
});

async function opened(url: string) {
  const session = await openSession(endpointFor(url));
  if (!session.ok) throw new Error(session.error.reason);
  return session.value;
}

async function attacked({ url, step, outputSchema, waitMs }: Order, onProgress: () => void): Promise<string> {
  if (step === "connect") {
    const session = await openSession(endpointFor(url));
    return session.ok ? "ok" : session.error.reason;
  }
  const session = await opened(url);
  if (step === "list") {
    const list = await readToolList(session);
    return list.ok
      ? `ok ${list.value.tools.length}${list.value.partial ? ` ${list.value.partial}` : ""}`
      : list.error.reason;
  }
  const definition = { name: "act", inputSchema: { type: "object" }, ...(outputSchema && { outputSchema }) };
  const outcome = await callTool(session, {
    name: "act",
    arguments: {},
    definition: definition as never,
    timeoutMs: waitMs,
    onProgress,
  });
  if (outcome.kind === "result") {
    const check = await checkOutput(definition as never, outcome.result);
    JSON.stringify(outcome.result);
    return `result${check && check.outcome !== "valid" ? ` ${check.outcome}` : ""}`;
  }
  return "problem" in outcome ? `${outcome.kind} ${outcome.problem.reason}` : outcome.kind;
}

/** Looks every few milliseconds how much the thread has worked since the last look. */
function watch(): { stop: () => { blockedMs: number; peak: number } } {
  let blockedMs = 0;
  let peak = 0;
  let cpu = process.threadCpuUsage();
  let at = performance.now();
  const look = () => {
    const used = process.threadCpuUsage(cpu);
    blockedMs = Math.max(blockedMs, Math.min((used.user + used.system) / 1_000, performance.now() - at));
    peak = Math.max(peak, process.memoryUsage.rss());
    cpu = process.threadCpuUsage();
    at = performance.now();
  };
  const timer = setInterval(look, 5);
  return {
    stop: () => {
      look();
      clearInterval(timer);
      return { blockedMs, peak };
    },
  };
}

/** Calls the healthy server one call after the other until told to stop. */
function callHealthy(session: Awaited<ReturnType<typeof opened>>): { stop: () => Promise<Report["healthy"]> } {
  const times: number[] = [];
  let failed = 0;
  let isOver = false;
  const definition = { name: "act", inputSchema: { type: "object" } } as never;
  const done = (async () => {
    while (!isOver) {
      const started = performance.now();
      const outcome = await callTool(session, { name: "act", arguments: {}, definition });
      times.push(performance.now() - started);
      if (outcome.kind !== "result") failed += 1;
      await wait(5);
    }
  })();
  return {
    stop: async () => {
      isOver = true;
      await done;
      times.sort((a, b) => a - b);
      return { calls: times.length, failed, p95Ms: times[Math.floor(times.length * 0.95)] ?? 0 };
    },
  };
}

const collect = () => (globalThis as { gc?: () => void }).gc?.();
const mb = (bytes: number) => Math.round(bytes / 1024 / 1024);

const healthySession = await opened(healthyUrl);
await schemaThreads().run({ schema: {}, value: 0 }, 60_000);

async function undergo(order: Order): Promise<Report> {
  collect();
  const before = process.memoryUsage();
  let progressHeard = 0;
  const healthy = callHealthy(healthySession);
  await wait(30);
  const watching = watch();
  const started = performance.now();
  const outcome = await attacked(order, () => {
    progressHeard += 1;
  }).catch((error: unknown) => `threw ${error}`);
  const elapsedMs = performance.now() - started;
  // What an attack leaves running counts too.
  await wait(100);
  const { blockedMs, peak } = watching.stop();
  const health = await healthy.stop();
  collect();
  const after = process.memoryUsage();
  const kept = after.heapUsed + after.external - before.heapUsed - before.external;
  return {
    id: order.id,
    outcome,
    elapsedMs: Math.round(elapsedMs),
    blockedMs: Math.round(blockedMs),
    peakMb: mb(Math.max(0, peak - before.rss)),
    keptMb: mb(Math.max(0, kept)),
    progressHeard,
    healthy: health,
    isPrototypeIntact: prototype() === intact,
  };
}

process.on("unhandledRejection", (error) => {
  process.send?.({ unhandled: String(error) });
});
process.on("message", (order: Order | "quiet") => {
  if (order !== "quiet") return void undergo(order).then((report) => process.send?.(report));
  const healthy = callHealthy(healthySession);
  setTimeout(() => void healthy.stop().then((quiet) => process.send?.({ quiet })), 1_500);
});
console.log("client is ready");
