import { contextIn } from "#lib/auth/data.ts";
import { workspacesOf } from "#lib/orgs/data.ts";
import { db, Prisma } from "#lib/platform/db/client.ts";
import { type NotificationHandler, onNotification } from "#lib/platform/db/notifications.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { IS_CONNECTION_SETTLED } from "#lib/tool-calls/data/connection.ts";
import { toolCallViews } from "#lib/tool-calls/data.ts";
import { CONVERSATIONS_PAGE_SIZE, EVENT_BATCH, EVENTS_CHANNEL, PROGRESS_CHANNEL, RUNS_CHANNEL } from "./constants.ts";
import { decodeCursor, encodeCursor } from "./list-cursor.ts";
import { eventBodySchema } from "./schema.ts";
import type { ConversationEvent, ConversationPage, ConversationSummary, Toggle } from "./types.ts";

/** Mine in this workspace, latest first. `search` looks in titles and in what was said; `cursor` is a former page's. */
export async function listConversations(
  ctx: OrgContext,
  { search, cursor }: { search: string; cursor?: string | undefined },
): Promise<ConversationPage> {
  const after = decodeCursor(cursor);
  const pattern = `%${search.replace(/[\\%_]/g, "\\$&")}%`;
  const rows = await db().$queryRaw<{ id: string; title: string; updated_at: Date }[]>`
    SELECT id, title, updated_at FROM conversations c
    WHERE org_id = ${ctx.orgId} AND user_id = ${ctx.userId}
      AND ${after ? Prisma.sql`(updated_at, id) < (${after.updatedAt}, ${after.id})` : Prisma.sql`true`}
      AND ${search === "" ? Prisma.sql`true` : textMatches(pattern)}
    ORDER BY updated_at DESC, id DESC LIMIT ${CONVERSATIONS_PAGE_SIZE + 1}`;
  const conversations = rows
    .slice(0, CONVERSATIONS_PAGE_SIZE)
    .map(({ id, title, updated_at }) => ({ id, title, updatedAt: updated_at.toISOString() }));
  const last = conversations.at(-1);
  return { conversations, nextCursor: rows.length > conversations.length && last ? encodeCursor(last) : null };
}

function textMatches(pattern: string) {
  return Prisma.sql`(title ILIKE ${pattern} OR EXISTS (
    SELECT 1 FROM conversation_events e
    WHERE e.conversation_id = c.id AND e.type IN ('user_message', 'step_finished') AND e.payload->>'text' ILIKE ${pattern}))`;
}

/** One of mine, or null: somebody else's and none at all are the same. */
export async function findConversation(ctx: OrgContext, conversationId: string): Promise<ConversationSummary | null> {
  const row = await db().conversation.findFirst({
    where: { id: conversationId, orgId: ctx.orgId, userId: ctx.userId },
    select: { id: true, title: true, updatedAt: true },
  });
  return row && { ...row, updatedAt: row.updatedAt.toISOString() };
}

/** System-level: the workspace of one of the person's conversations; null when it is not theirs. For links only. */
export async function workspaceOfConversation(userId: string, conversationId: string): Promise<string | null> {
  const row = await db().conversation.findFirst({ where: { id: conversationId, userId }, select: { orgId: true } });
  return row?.orgId ?? null;
}

type EventRow = { seq: number; run_id: string | null; type: string; payload: unknown; created_at: Date };

/**
 * The log of one of my conversations from `after` on, at most EVENT_BATCH events, with the calls that `tool_call` events
 * are about. Pieces of a step's text are left out where the finished step that holds all of it follows.
 */
export async function readEvents(ctx: OrgContext, conversationId: string, after: number): Promise<ConversationEvent[]> {
  const rows = await db().$queryRaw<EventRow[]>`
    SELECT e.seq, e.run_id, e.type, e.payload, e.created_at
    FROM conversation_events e
    JOIN conversations c ON c.org_id = e.org_id AND c.id = e.conversation_id AND c.user_id = ${ctx.userId}
    LEFT JOIN (
      SELECT run_id, max(seq) AS seq FROM conversation_events
      WHERE conversation_id = ${conversationId} AND seq > ${after} AND type = 'step_finished' GROUP BY run_id
    ) finished ON finished.run_id = e.run_id
    WHERE e.org_id = ${ctx.orgId} AND e.conversation_id = ${conversationId} AND e.seq > ${after}
      AND NOT (e.type = 'text_delta' AND e.seq < coalesce(finished.seq, 0))
    ORDER BY e.seq LIMIT ${EVENT_BATCH}`;
  return withCalls(ctx, rows.map(toEvent));
}

function toEvent({ seq, run_id, created_at, type, payload }: EventRow): ConversationEvent {
  return { ...eventBodySchema.parse({ type, payload }), seq, runId: run_id, at: created_at.toISOString() };
}

/** Adds each call as it stands now to the last of its events. */
async function withCalls(ctx: OrgContext, events: ConversationEvent[]): Promise<ConversationEvent[]> {
  const lastOf = new Map(
    events.flatMap((event) => (event.type === "tool_call" ? [[event.payload.toolCallId, event.seq] as const] : [])),
  );
  if (lastOf.size === 0) return events;
  const views = await toolCallViews(ctx, [...lastOf.keys()]);
  return events.map((event) => {
    const id = event.type === "tool_call" ? event.payload.toolCallId : null;
    const call = id !== null && lastOf.get(id) === event.seq ? views.get(id) : undefined;
    return call ? { ...event, call } : event;
  });
}

/** The whole log of one of my conversations, as `readEvents` gives it. */
export async function readAllEvents(ctx: OrgContext, conversationId: string): Promise<ConversationEvent[]> {
  const events: ConversationEvent[] = [];
  for (;;) {
    const batch = await readEvents(ctx, conversationId, events.at(-1)?.seq ?? 0);
    events.push(...batch);
    if (batch.length < EVENT_BATCH) return events;
  }
}

/** The switches moved in one of my conversations. */
export async function listToggles(ctx: OrgContext, conversationId: string): Promise<Toggle[]> {
  const rows = await db().conversationToggle.findMany({
    where: { orgId: ctx.orgId, conversationId, conversation: { userId: ctx.userId } },
    select: { connectorId: true, toolName: true, enabled: true },
  });
  return rows.map(({ toolName, ...row }) => (toolName === "" ? row : { ...row, toolName }));
}

/** Which of my accounts one of my conversations uses, by connector, where one was chosen. */
export async function listChosenAccounts(ctx: OrgContext, conversationId: string): Promise<Map<string, string>> {
  const rows = await db().conversationAccount.findMany({
    where: { orgId: ctx.orgId, conversationId, conversation: { userId: ctx.userId } },
    select: { connectorId: true, connectionId: true },
  });
  return new Map(rows.map(({ connectorId, connectionId }) => [connectorId, connectionId]));
}

/** System-level: the person in that workspace, from the membership as it is now; null when they are not in it. */
export async function currentContext(who: { orgId: string; userId: string }): Promise<OrgContext | null> {
  const workspace = (await workspacesOf(who.userId)).find(({ id }) => id === who.orgId);
  return workspace ? contextIn(workspace, who.userId) : null;
}

/** Of `tool_calls t`: it can go on by itself. One that rests can when none of its questions is open, or its connection is there. */
export const IS_READY = Prisma.sql`(t.state IN ('proposed', 'approved') OR ${IS_CONNECTION_SETTLED} OR (t.state = 'awaiting_input' AND NOT EXISTS (
  SELECT 1 FROM tool_call_inputs i WHERE i.tool_call_id = t.id AND i.org_id = t.org_id AND i.state = 'pending')))`;

/** Of `runs r`: its investigation's plan waits for its person. */
export const AWAITS_PLAN = Prisma.sql`EXISTS (SELECT 1 FROM research s WHERE s.run_id = r.id AND s.state = 'proposed')`;

export type CallOfRun = {
  id: string;
  step: number;
  origin: string;
  connectorId: string;
  state: string;
  loggedState: string | null;
  /** Something can be done about it without anybody: run it, go on with it, ask for the task it became. */
  isReady: boolean;
  isCancelRequested: boolean;
};

/** System-level: the calls of a run and the last state the log tells of each, in the order they were asked for. */
export async function callsOfRun(runId: string): Promise<CallOfRun[]> {
  return db().$queryRaw`
    SELECT t.id, t.step, t.origin, t.connector_id AS "connectorId", t.state::text AS state, ${IS_READY} OR (t.state = 'dispatched' AND t.task IS NOT NULL)
      AS "isReady", t.cancel_requested_at IS NOT NULL AS "isCancelRequested", (
      SELECT e.payload->>'state' FROM conversation_events e
      WHERE e.conversation_id = t.conversation_id AND e.run_id = t.run_id AND e.type = 'tool_call'
        AND e.payload->>'toolCallId' = t.id
      ORDER BY e.seq DESC LIMIT 1) AS "loggedState"
    FROM tool_calls t WHERE t.run_id = ${runId} ORDER BY t.step, t.index`;
}

/** System-level: how often workers have taken up a run since it last got anywhere: a step finished, a call moved on. */
export async function startsWithoutProgress(run: { conversationId: string; runId: string }): Promise<number> {
  const [row] = await db().$queryRaw<{ starts: number }[]>`
    SELECT count(*) FILTER (WHERE type = 'run_started')::int AS starts FROM conversation_events
    WHERE conversation_id = ${run.conversationId} AND run_id = ${run.runId} AND seq > coalesce((
      SELECT max(seq) FROM conversation_events
      WHERE conversation_id = ${run.conversationId} AND run_id = ${run.runId}
        AND type IN ('step_finished', 'tool_call', 'run_waiting')), 0)`;
  return row?.starts ?? 0;
}

/** Told of a conversation with new events (its id), or of none in particular (""). */
export function onEvents(handler: NotificationHandler): () => void {
  return onNotification(EVENTS_CHANNEL, handler);
}

/** Told of a call's progress: JSON by `progressSchema`; or of nothing in particular (""). */
export function onProgress(handler: NotificationHandler): () => void {
  return onNotification(PROGRESS_CHANNEL, handler);
}

/** Told of a run that wants a worker's attention (its id), or of none in particular (""). */
export function onRuns(handler: NotificationHandler): () => void {
  return onNotification(RUNS_CHANNEL, handler);
}
