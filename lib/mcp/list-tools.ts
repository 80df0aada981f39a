import { z } from "zod";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { step } from "#lib/platform/trace.ts";
import {
  LIST_MAX_PAGES,
  LIST_TIMEOUT_MS,
  MAX_DEFINITION_BYTES,
  MAX_DESCRIPTION_BYTES,
  MAX_LIST_BYTES,
  MAX_LIST_ENTRIES,
  MAX_SCHEMA_BYTES,
  MAX_TOOL_NAME_CHARS,
  MAX_TOOLS,
} from "./constants.ts";
import { isShallow, jsonBytes } from "./json-limits.ts";
import { type Link, onLink } from "./link.ts";
import { problemFrom } from "./problem.ts";
import type { McpSession } from "./session.ts";
import { isSessionLost } from "./session-loss.ts";
import { storableJson } from "./storable-json.ts";
import type { McpProblem, McpTool, ToolList } from "./types.ts";
import { hasValidHeaderDeclarations } from "./x-mcp-header.ts";

/** Tools one by one and unread: a single bad one must not cost us the others, as it does in the SDK's own schema. */
const pageSchema = z.object({ tools: z.array(z.unknown()), nextCursor: z.string().optional() });

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
export function readTools(raw: unknown[]): ToolList {
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

async function walkPages(link: Link): Promise<unknown[]> {
  if (!link.client.getServerCapabilities()?.tools) return [];
  const raw: unknown[] = [];
  let cursor: string | undefined;
  let bytes = 0;
  for (let page = 0; page < LIST_MAX_PAGES; page += 1) {
    const params = cursor === undefined ? {} : { cursor };
    const answer = await link.client.request({ method: "tools/list", params }, pageSchema, {
      timeout: LIST_TIMEOUT_MS,
    });
    for (const tool of answer.tools) {
      if (raw.length < MAX_LIST_ENTRIES) bytes += isShallow(tool) ? jsonBytes(tool) : MAX_DEFINITION_BYTES;
      raw.push(bytes > MAX_LIST_BYTES || raw.length >= MAX_LIST_ENTRIES ? null : tool);
    }
    // Beyond the limits only their number would be learnt.
    const isFull = raw.length > MAX_TOOLS || bytes > MAX_LIST_BYTES;
    if (answer.nextCursor === undefined || answer.nextCursor === cursor || isFull) break;
    cursor = answer.nextCursor;
  }
  return raw;
}

/** The server's tools and how many were left out. Reading is repeatable, so a lost session is opened once more. */
export function readToolList(session: McpSession): Promise<Result<ToolList, McpProblem>> {
  return step(
    "list",
    () => readPages(session),
    (list) => {
      if (!list.ok) return {};
      const { tools, leftOut } = list.value;
      return { evidence: { toolCount: tools.length, leftOut: Object.values(leftOut).reduce((sum, n) => sum + n, 0) } };
    },
  );
}

async function readPages(session: McpSession): Promise<Result<ToolList, McpProblem>> {
  for (let attempt = 0; ; attempt += 1) {
    const ready = await session.ready();
    if (!ready.ok) return ready;
    const link = ready.value;
    try {
      return ok(readTools(await onLink(link, walkPages)));
    } catch (error) {
      if (attempt > 0 || !isSessionLost(error, link)) return err(problemFrom(error, link.challenge));
      const reconnected = await session.reconnect(link);
      if (!reconnected.ok) return reconnected;
    }
  }
}

/** The server's tools, each in its own words. */
export async function listTools(session: McpSession): Promise<Result<McpTool[], McpProblem>> {
  const list = await readToolList(session);
  return list.ok ? ok(list.value.tools) : list;
}
