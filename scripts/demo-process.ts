import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import type { startDemoServers as start } from "./demo-servers/demo-servers.ts";

type DemoFacts = Omit<Awaited<ReturnType<typeof start>>, "close">;
export type DemoProcess = DemoFacts & { stop(): Promise<void> };

const READY_MS = 30_000;

/**
 * Starts the demo MCP servers in a process of their own, which ends with this one, and waits until they answer.
 * @param dataDir where their provider keeps its accounts' sign-ins
 */
export async function startDemoProcess(dataDir: string): Promise<DemoProcess> {
  const child = spawn(process.execPath, ["scripts/demo-servers/main.ts"], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
    env: { ...process.env, DEMO_STATE_FILE: path.join(dataDir, "demo-provider.json") },
  });
  const exited = once(child, "exit");
  const line = once(createInterface({ input: child.stdout ?? process.stdin }), "line", {
    signal: AbortSignal.timeout(READY_MS),
  }).catch(() => null);
  const answer = await Promise.race([line, exited.then(() => null)]);
  if (!answer) {
    child.kill();
    throw new Error("The demo MCP servers did not start; the lines above say why.");
  }
  return {
    ...(JSON.parse(String(answer[0])) as DemoFacts),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
      await exited;
    },
  };
}
