import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { step } from "#lib/platform/trace.ts";
import {
  LIST_TIMEOUT_MS,
  MAX_DEFINITION_BYTES,
  MAX_DESCRIPTION_BYTES,
  MAX_LIST_ENTRIES,
  MAX_SCHEMA_BYTES,
  MAX_TOOL_NAME_CHARS,
  MAX_TOOLS,
  MODERN_LIST_TIMEOUT_MS,
  RETRY_AFTER_MAX_MS,
  RETRY_AFTER_MIN_MS,
} from "./constants.ts";
import { isShallow, jsonBytes } from "./json-limits.ts";
import { linkProblem, onLink } from "./link.ts";
import type { McpSession } from "./session.ts";
import { isSessionLost } from "./session-loss.ts";
import { storableJson } from "./storable-json.ts";
import { readToolPages } from "./tool-pages.ts";
import type { McpProblem, McpTool, ToolList } from "./types.ts";
import { hasValidHeaderDeclarations } from "./x-mcp-header.ts";

const toolSchema = z.looseObject({
  name: z.string().min(1).max(MAX_TOOL_NAME_CHARS),
  title: z.string().optional(),
  description: z.string().optional(),
  inputSchema: z.looseObject({ type: z.literal("object") }),
  outputSchema: z.looseObject({}).optional(),
  annotations: z.looseObject({}).optional(),
});

type Verdict = { kind: "kept"; tool: McpTool } | { kind: "invalid" } | { kind: "oversize" };

/** Whether one definition can be kept: shallow, well-formed, within the limits, its header declarations valid. */
export function readTool(raw: unknown): Verdict {
  if (!isShallow(raw)) return { kind: "oversize" };
  const parsed = toolSchema.safeParse(raw);
  if (!parsed.success) return { kind: "invalid" };
  const tool = parsed.data as McpTool;
  const isOversize =
    Buffer.byteLength(tool.description ?? "") > MAX_DESCRIPTION_BYTES ||
    jsonBytes(tool.inputSchema) > MAX_SCHEMA_BYTES ||
    jsonBytes(tool.outputSchema) > MAX_SCHEMA_BYTES ||
    jsonBytes(tool) > MAX_DEFINITION_BYTES;
  if (isOversize) return { kind: "oversize" };
  if (!hasValidHeaderDeclarations(tool.inputSchema)) return { kind: "invalid" };
  return { kind: "kept", tool: storableJson(tool) };
}

/** Sorts a server's raw tools: kept in their order, the first of two equal names, at most MAX_TOOLS. */
export function readTools(raw: unknown[]): Pick<ToolList, "tools" | "leftOut"> {
  const tools = new Map<string, McpTool>();
  const leftOut = { invalid: 0, oversize: 0, beyondLimit: 0 };
  for (const [index, each] of raw.entries()) {
    if (tools.size >= MAX_TOOLS || index >= MAX_LIST_ENTRIES) {
      leftOut.beyondLimit += 1;
      continue;
    }
    const verdict = readTool(each);
    if (verdict.kind !== "kept") leftOut[verdict.kind] += 1;
    else if (tools.has(verdict.tool.name)) leftOut.invalid += 1;
    else tools.set(verdict.tool.name, verdict.tool);
  }
  return { tools: [...tools.values()], leftOut };
}

/**
 * The server's tools, how many were left out, and what keeps the list from being whole. Reading is repeatable, so a
 * lost session is opened once more, and a server that asks to be left alone for a moment is asked again after it.
 */
export function readToolList(session: McpSession): Promise<Result<ToolList, McpProblem>> {
  return step(
    "list",
    () => readInEitherEra(session),
    (list) => {
      if (!list.ok) return {};
      const { tools, leftOut } = list.value;
      return { evidence: { toolCount: tools.length, leftOut: Object.values(leftOut).reduce((sum, n) => sum + n, 0) } };
    },
  );
}

/**
 * Some servers answer the probe of 2026-07-28 and then nothing more: they are asked again as older ones. A server that
 * does not speak the older way is merely slow, and gets its time.
 */
async function readInEitherEra(session: McpSession): Promise<Result<ToolList, McpProblem>> {
  if (session.protocol.era !== "modern") return readPages(session, LIST_TIMEOUT_MS);
  const modern = await readPages(session, MODERN_LIST_TIMEOUT_MS);
  if (modern.ok || modern.error.reason !== "timeout") return modern;
  const reopened = await session.reopenAsLegacy();
  if (!reopened.ok) return readPages(session, LIST_TIMEOUT_MS);
  const legacy = await readPages(session, LIST_TIMEOUT_MS);
  if (legacy.ok) return legacy;
  session.giveUpLink();
  return modern;
}

async function readPages(session: McpSession, pageMs: number): Promise<Result<ToolList, McpProblem>> {
  const until = Date.now() + RETRY_AFTER_MAX_MS;
  let isReconnected = false;
  for (;;) {
    const ready = await session.ready();
    if (!ready.ok) return ready;
    const link = ready.value;
    try {
      const { raw, ...rest } = await onLink(link, () => readToolPages(link, pageMs));
      return ok({ ...readTools(raw), ...rest });
    } catch (error) {
      if (isSessionLost(error, link)) {
        if (isReconnected) return err({ reason: "session_lost" });
        isReconnected = true;
        const reconnected = await session.reconnect(link);
        if (!reconnected.ok) return reconnected;
        continue;
      }
      const problem = linkProblem(link, error);
      if (problem.retryAt === undefined || problem.retryAt.getTime() > until) return err(problem);
      // Never at once, so that "0" does not become a loop without a breath.
      await wait(Math.max(problem.retryAt.getTime() - Date.now(), RETRY_AFTER_MIN_MS));
      if (Date.now() >= until) return err(problem);
    }
  }
}

/** The server's tools, each in its own words. */
export async function listTools(session: McpSession): Promise<Result<McpTool[], McpProblem>> {
  const list = await readToolList(session);
  return list.ok ? ok(list.value.tools) : list;
}
