import { type RunWorker, startRunWorker } from "#lib/chat/run-worker.ts";
import { watchMemberRemovals } from "#lib/connections/disconnect.ts";
import { checkKeyFingerprint } from "#lib/credentials/check-key-fingerprint.ts";
import { refreshesSettled } from "#lib/credentials/refresh.ts";
import { type RefreshSweep, startRefreshSweep } from "#lib/credentials/refresh-sweep.ts";
import { setupCode } from "#lib/orgs/setup-code.ts";
import { env } from "#lib/platform/env.ts";
import { log } from "#lib/platform/log.ts";
import { forgetOnce } from "#lib/platform/process-registry.ts";
import { PRODUCT_NAME } from "#lib/platform/product.ts";
import { type Database, openDatabase } from "./database/open-database.ts";
import { settleDemoMark } from "./demo-mark.ts";
import { type HttpServer, listen } from "./http-server.ts";
import { startMetrics } from "./metrics.ts";
import { setNextAuthEnvironment } from "./next-auth-environment.ts";
import { refuseBusyPort } from "./port.ts";
import { expectedLine } from "./start-error.ts";

/** What was asked to end must have ended by then. */
const DRAIN_MS = 30_000;
/** A signal after this long is a person who does not want to wait; before, it is the same one by another way. */
const IMPATIENT_MS = 2000;

/** What a command adds to the start, in the order in which it happens. */
export type StartHooks = {
  /** The environment is known to be right; what is changed in it now counts. */
  beforeEverything?(): Promise<void>;
  /** Anything long that needs no database. */
  beforeListening?(): Promise<unknown>;
  afterMigrating?(): Promise<void>;
  /** Lines shown after the ready line. */
  announcement?(): string[];
  beforeExit?(): Promise<void>;
};

/** Starts the instance and serves until SIGTERM or SIGINT; a start that fails says why in one line and exits with 1. */
export async function runServer(hooks: StartHooks = {}): Promise<void> {
  const opened: { database?: Database; worker?: RunWorker; sweep?: RefreshSweep; http?: HttpServer } = {};
  let endingSince: number | null = null;

  async function end(code: number): Promise<void> {
    if (endingSince !== null) {
      if (Date.now() - endingSince > IMPATIENT_MS) process.exit(1);
      return;
    }
    endingSince = Date.now();
    setTimeout(() => process.exit(1), DRAIN_MS).unref();
    for (const step of [
      () => Promise.all([opened.http?.drain(), opened.worker?.stop(), opened.sweep?.stop()]),
      () => opened.http?.close(),
      () => refreshesSettled(),
      () => opened.database?.close(),
      () => hooks.beforeExit?.(),
    ])
      await Promise.resolve(step()).catch((error: unknown) => log().error({ err: error }, "while ending"));
    process.exit(code);
  }
  process.on("SIGTERM", () => void end(0));
  process.on("SIGINT", () => void end(0));

  try {
    const { PORT, HOST } = env();
    settleDemoMark();
    await refuseBusyPort(PORT, HOST);
    await hooks.beforeEverything?.();
    forgetOnce("env");
    startMetrics();
    setNextAuthEnvironment();
    await hooks.beforeListening?.();
    opened.database = await openDatabase();
    await checkKeyFingerprint();
    await hooks.afterMigrating?.();
    watchMemberRemovals();
    opened.http = await listen();
    opened.worker = startRunWorker();
    opened.sweep = startRefreshSweep();
    await announce(hooks.announcement?.() ?? []);
  } catch (error) {
    const line = expectedLine(error) ?? (error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.stderr.write(`${line}\n`);
    await end(1);
  }
}

async function announce(more: string[]): Promise<void> {
  const code = await setupCode();
  const lines = [`${PRODUCT_NAME} is ready at ${env().PUBLIC_URL}`];
  if (code) lines.push(`Set-up code, asked for once by ${env().PUBLIC_URL}/setup: ${code}`);
  process.stdout.write(`${[...lines, ...more].join("\n")}\n`);
}
