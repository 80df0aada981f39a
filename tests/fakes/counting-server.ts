/**
 * An MCP server that counts what it really executed: every execution is on disk before anything is answered, so that
 * it outlives a kill -9 of either side. Runs in a process of its own (`startCountingServer`, or this file with
 * COUNTING_PORT and COUNTING_LOG).
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { closeSync, existsSync, fsyncSync, mkdtempSync, openSync, readFileSync, writeSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import { listenOnLoopback } from "../../scripts/demo-servers/loopback.ts";
import { mcpEndpoint } from "../../scripts/demo-servers/mcp-endpoint.ts";
import { freePort, startChild, stopChild } from "./child-process.ts";

export type CountingServer = {
  url: string;
  hostPort: string;
  logFile: string;
  /** How often the call with this id was executed, read from the log. */
  executions: (id: string) => number;
  /** Every execution in order. */
  log: () => string[];
  /** kill -9, then the same address and log again. */
  restart: () => Promise<void>;
  close: () => Promise<void>;
};

/** Starts it on a free loopback port. */
export async function startCountingServer(options: { logFile?: string } = {}): Promise<CountingServer> {
  const logFile =
    options.logFile ?? path.join(mkdtempSync(path.join(tmpdir(), "patchbay-counting-")), "executions.log");
  const hostPort = `127.0.0.1:${await freePort()}`;
  const env = { COUNTING_PORT: hostPort.split(":")[1] ?? "", COUNTING_LOG: logFile };
  const start = () => startChild(["--no-warnings", fileURLToPath(import.meta.url)], env, /counting on/);
  const log = () => (existsSync(logFile) ? readFileSync(logFile, "utf8").split("\n").filter(Boolean) : []);
  let child = await start();
  return {
    url: `http://${hostPort}/mcp`,
    hostPort,
    logFile,
    log,
    executions: (id) => log().filter((line) => line === id).length,
    restart: async () => {
      await stopChild(child);
      child = await start();
    },
    close: () => stopChild(child),
  };
}

const currentResponse = new AsyncLocalStorage<ServerResponse>();

function countingServer(logFile: string): McpServer {
  const server = new McpServer({ name: "counting", title: "Counting", version: "1.0.0" });
  const execute = (id: string) => {
    const file = openSync(logFile, "a");
    writeSync(file, `${id}\n`);
    fsyncSync(file);
    closeSync(file);
  };
  server.registerTool(
    "execute",
    {
      title: "Execute",
      description: "Executes something that must not happen twice, and counts it under the given id.",
      inputSchema: z.object({
        id: z
          .string()
          .regex(/^[\w:.-]{1,200}$/)
          .describe("Under which the execution is counted"),
        delayMs: z.number().int().min(0).max(60_000).default(0).describe("Wait this long after executing"),
        ending: z.enum(["answer", "drop", "hang"]).default("answer").describe("What happens after executing"),
      }),
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
    },
    async ({ id, delayMs, ending }, ctx) => {
      execute(id);
      await wait(delayMs);
      if (ending === "drop") currentResponse.getStore()?.destroy();
      if (ending !== "answer") await wait(3_600_000, undefined, { signal: ctx.mcpReq.signal, ref: false });
      return { content: [{ type: "text", text: `executed ${id}` }] };
    },
  );
  server.registerTool(
    "read_only",
    {
      title: "Read only",
      description: "Reads, and is counted like everything else.",
      inputSchema: z.object({ id: z.string().regex(/^[\w:.-]{1,200}$/) }),
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    ({ id }) => {
      execute(id);
      return { content: [{ type: "text", text: `read ${id}` }] };
    },
  );
  return server;
}

if (import.meta.main) {
  const { COUNTING_PORT, COUNTING_LOG } = process.env;
  if (!COUNTING_PORT || !COUNTING_LOG) throw new Error("COUNTING_PORT and COUNTING_LOG are needed");
  const endpoint = mcpEndpoint(() => countingServer(COUNTING_LOG));
  const { hostPort } = await listenOnLoopback(
    Number(COUNTING_PORT),
    () => (request, response) => currentResponse.run(response, () => endpoint(request, response)),
  );
  console.log(`counting on ${hostPort}`);
}
