import { setTimeout as wait } from "node:timers/promises";
import { definitionHash } from "#lib/mcp/definition.ts";
import { readToolList } from "#lib/mcp/list-tools.ts";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import type { McpReason, ToolList } from "#lib/mcp/types.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { log } from "#lib/platform/log.ts";
import { oncePerProcess } from "#lib/platform/process-registry.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { apart } from "#lib/platform/trace.ts";
import { attempt } from "#lib/traces/record.ts";
import { TOOLS_RETRY_MS, TOOLS_TTL_MAX_MS, TOOLS_TTL_MIN_MS } from "./constants.ts";
import { staleConnections, toolsExpiry } from "./data.ts";
import { connectionEndpoint, type EndpointProblem } from "./endpoint.ts";
import { markUnreachable, replaceTools } from "./mutations.ts";
import { noteServer } from "./note-server.ts";
import type { ToolsNotice } from "./schema.ts";

export { connectionsWithTools, serverInstructions } from "./data.ts";

const AWAY = new Set<McpReason>([
  "unreachable",
  "timeout",
  "server_error",
  "tls_failed",
  "not_mcp",
  "address_refused",
  "circuit_open",
]);

type Synced = Result<{ toolCount: number }, EndpointProblem | { reason: McpReason }>;

/** What this process knows of reading lists: those being read, and since when one is left alone after a failure. */
const reading = () => oncePerProcess("tool-lists-read", () => new Map<string, Promise<Synced>>());
const failures = () => oncePerProcess("tool-lists-failed", () => new Map<string, number>());

/** Reads the tools that one of the caller's own connections offers now, and keeps them. Callers at once share one read. */
export function syncTools(ctx: OrgContext, connectionId: string): Promise<Synced> {
  const key = `${ctx.orgId}/${ctx.userId}/${connectionId}`;
  const underWay = reading().get(key);
  if (underWay) return underWay;
  const whose = { orgId: ctx.orgId, userId: ctx.userId, connectionId };
  const synced = attempt("list", whose, () => sync(ctx, connectionId)).finally(() => reading().delete(key));
  reading().set(key, synced);
  return synced;
}

/**
 * Reads those of the caller's tool lists again that are out of date (`staleConnections`), all at once and each once.
 * @param waitMs how long to wait for them; they go on in the background, so that no dead server delays anything longer
 * @param connectorId only those there
 * @returns whether there were any
 */
export async function freshenTools(
  ctx: OrgContext,
  waitMs: number,
  connectorId: string | null = null,
): Promise<boolean> {
  const now = Date.now();
  const stale = (await staleConnections(ctx, connectorId)).filter(
    (id) => now - (failures().get(id) ?? 0) > TOOLS_RETRY_MS,
  );
  if (stale.length === 0) return false;
  const reads = apart(() => Promise.all(stale.map((id) => readQuietly(ctx, id))));
  if (waitMs > 0) await Promise.race([reads, wait(waitMs, undefined, { ref: false })]);
  return true;
}

async function readQuietly(ctx: OrgContext, connectionId: string): Promise<void> {
  const synced = await syncTools(ctx, connectionId).catch((error: unknown) => {
    log().warn({ err: error, connectionId }, "could not read a tool list again");
    return err({ reason: "unexpected" });
  });
  const failed = failures();
  failed.delete(connectionId);
  if (!synced.ok) failed.set(connectionId, Date.now());
  for (const [id, at] of failed) if (Date.now() - at > TOOLS_RETRY_MS) failed.delete(id);
}

async function sync(ctx: OrgContext, connectionId: string): Promise<Synced> {
  const opened = await connectionEndpoint(ctx, connectionId);
  if (!opened.ok) return opened;
  const { endpoint, poolKey } = opened.value;
  const expiryBefore = await toolsExpiry(ctx, connectionId);
  const listed = await sessionPool().with(poolKey, endpoint, async (session) => {
    const list = await readToolList(session);
    return list.ok ? ok({ list: list.value, protocol: session.protocol, info: session.info }) : list;
  });
  const outcome = listed.ok ? listed.value : listed;
  if (!outcome.ok) {
    if (AWAY.has(outcome.error.reason)) await markUnreachable(ctx, connectionId);
    return err({ reason: outcome.error.reason });
  }
  const { list, protocol, info } = outcome.value;
  const tools = list.tools.map((definition) => ({ definition, hash: definitionHash(definition) }));
  const notice = noticeOf(list);
  const expiresInMs = lifetimeOf(list);
  const kept = await replaceTools(ctx, connectionId, { tools, notice, expiresInMs, expiryBefore, protocol });
  if (kept) await noteServer(ctx, connectionId, info);
  return kept ? ok({ toolCount: tools.length }) : err({ reason: "not_found" });
}

function noticeOf({ leftOut, partial }: ToolList): ToolsNotice | null {
  const isWhole = partial === null && Object.values(leftOut).every((count) => count === 0);
  return isWhole ? null : { leftOut, partial };
}

/** How long a list serves: what a later page kept from us is asked for soon, whatever the server says. */
function lifetimeOf({ partial, ttlMs }: ToolList): number | null {
  if (partial !== null && partial !== "limit") return TOOLS_RETRY_MS;
  return ttlMs === null ? null : Math.min(Math.max(ttlMs, TOOLS_TTL_MIN_MS), TOOLS_TTL_MAX_MS);
}
