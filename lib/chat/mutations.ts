import { storableJson } from "#lib/mcp/storable-json.ts";
import { modelToBeginWith } from "#lib/models/data/models.ts";
import { db, type Tx } from "#lib/platform/db/client.ts";
import { newId, newToken, type OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { endResearch } from "#lib/research/mutations.ts";
import type { ChangedCall } from "#lib/tool-calls/types.ts";
import { EVENTS_CHANNEL, LEASE_MS, RUNS_CHANNEL } from "./constants.ts";
import { AWAITS_PLAN, IS_READY } from "./data.ts";
import type { RunFailure } from "./errors.ts";
import { beginWithDefaults } from "./mutations/defaults.ts";
import type { ChosenAccount, CreateConversation, EventBody } from "./types.ts";

/** A run held by this worker. Every write of the worker names the token; a lease taken over makes it fail. */
export type Lease = { runId: string; orgId: string; conversationId: string; userId: string; token: string };
export type ClaimedRun = Lease & { kind: "turn" | "research"; step: number; isStopRequested: boolean };

/** Another worker has taken the run over, or its conversation is gone: this worker must let go without a word. */
export class LeaseLostError extends Error {}

// ── the log ──

type LogPlace = { orgId: string; conversationId: string; runId: string | null };

/**
 * Appends to a conversation's log, inside a transaction that holds the conversation's row lock, so that sequence numbers
 * have no gaps and are visible in their order. Tells the streams at commit.
 */
export async function append(tx: Tx, at: LogPlace, bodies: EventBody[]) {
  if (bodies.length === 0) return;
  const json = JSON.stringify(storableJson(bodies));
  await tx.$queryRaw`
    WITH last AS (SELECT coalesce(max(seq), 0) AS seq FROM conversation_events WHERE conversation_id = ${at.conversationId}),
    added AS (
      INSERT INTO conversation_events (org_id, conversation_id, seq, run_id, type, payload)
      SELECT ${at.orgId}, ${at.conversationId}, last.seq + b.n, ${at.runId}, b.body->>'type', b.body->'payload'
      FROM last, jsonb_array_elements(${json}::jsonb) WITH ORDINALITY AS b(body, n) RETURNING 1)
    SELECT pg_notify(${EVENTS_CHANNEL}, ${at.conversationId})::text, count(*)::int FROM added`;
}

export async function notifyRun(tx: Pick<Tx, "$queryRaw">, runId: string): Promise<void> {
  await tx.$queryRaw`SELECT pg_notify(${RUNS_CHANNEL}, ${runId})::text`;
}

/** Locks one of my conversations; false when there is none. */
export async function lockMine(tx: Tx, ctx: OrgContext, conversationId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM conversations WHERE id = ${conversationId} AND org_id = ${ctx.orgId} AND user_id = ${ctx.userId}
    FOR NO KEY UPDATE`;
  return rows.length === 1;
}

// ── what a person does ──

type Beginnings = Pick<CreateConversation, "toggles" | "accounts" | "toolAccess" | "modelId">;

/** A new, empty conversation with the switches moved before its first message. */
export async function createConversation(
  tx: Tx,
  ctx: OrgContext,
  title: string,
  { accounts, modelId, ...chosen }: Beginnings,
): Promise<string> {
  const id = newId("conversation");
  const { toggles, toolAccess } = await beginWithDefaults(tx, ctx, chosen);
  const model = await modelToBeginWith(ctx, modelId, tx);
  const { orgId, userId } = ctx;
  await tx.conversation.create({ data: { id, orgId, userId, title, toolAccess, modelId: model } });
  await tx.conversationToggle.createMany({
    data: toggles.map(({ toolName = "", ...toggle }) => ({
      ...toggle,
      toolName,
      orgId: ctx.orgId,
      conversationId: id,
    })),
    skipDuplicates: true,
  });
  await tx.conversationAccount.createMany({
    data: (await ownAccounts(tx, ctx, accounts)).map((one) => ({ ...one, orgId: ctx.orgId, conversationId: id })),
    skipDuplicates: true,
  });
  return id;
}

export type Beginning = {
  conversationId: string;
  idempotencyKey: string;
  first: Extract<EventBody, { type: "user_message" | "run_retried" | "run_continued" }>;
  /** Steps that are finished already. */
  step: number;
  /** The last event that was seen by whoever asks to go on: nothing may have come after it. */
  lastSeq?: number;
  kind?: ClaimedRun["kind"];
};
export type BegunRun = { runId: string; conversationId: string; isNew: boolean };

/**
 * Begins a run: the message and the queued run in one transaction. The same key begins nothing new and answers with the
 * run it began before, in whichever of my conversations that is.
 * @param more writes the rest in the same transaction, e.g. the call a person asked for by hand
 */
export async function beginRun(
  tx: Tx,
  ctx: OrgContext,
  { conversationId, idempotencyKey, first, step, kind = "turn", lastSeq }: Beginning,
  more: (runId: string) => Promise<EventBody[]> = async () => [],
): Promise<Result<BegunRun, "not_found" | "run_in_progress" | "nothing_to_retry" | "nothing_to_continue">> {
  if (!(await lockMine(tx, ctx, conversationId))) return err("not_found");
  const runId = newId("run");
  // Two unique constraints decide here, the key's and "one unfinished run": whichever process comes second adds nothing.
  const { count } = await tx.run.createMany({
    data: [
      {
        id: runId,
        orgId: ctx.orgId,
        conversationId,
        userId: ctx.userId,
        idempotencyKey: personalKey(ctx, idempotencyKey),
        step,
        kind,
      },
    ],
    skipDuplicates: true,
  });
  if (count === 0) {
    const before = await findBegun(ctx, idempotencyKey, tx);
    return before ? ok(before) : err("run_in_progress");
  }
  if (first.type === "run_retried" && first.payload.beside === undefined && !(await canRetry(tx, conversationId)))
    return err("nothing_to_retry");
  if (lastSeq !== undefined && (await lastEvent(tx, conversationId))?.seq !== lastSeq)
    return err("nothing_to_continue");
  await append(tx, { orgId: ctx.orgId, conversationId, runId }, [first, ...(await more(runId))]);
  await tx.conversation.update({ where: { id: conversationId }, data: { updatedAt: new Date() } });
  await notifyRun(tx, runId);
  return ok({ runId, conversationId, isNew: true });
}

/** The run one of my earlier requests began, if this key was used. */
export async function findBegun(
  ctx: OrgContext,
  idempotencyKey: string,
  client: Pick<Tx, "run"> = db(),
): Promise<BegunRun | null> {
  const run = await client.run.findFirst({
    where: { idempotencyKey: personalKey(ctx, idempotencyKey), orgId: ctx.orgId },
    select: { id: true, conversationId: true },
  });
  return run && { runId: run.id, conversationId: run.conversationId, isNew: false };
}

/** Keys come from browsers: one person's can neither meet nor probe another's. */
function personalKey(ctx: OrgContext, key: string): string {
  return `${ctx.userId}:${key}`;
}

/**
 * Whether the log ends with an answer that did not come to its own end; its caller knows of a version chosen since. What
 * an earlier answer tells late, a title or the end of a call, or an attachment given anyway changes nothing about it.
 */
async function canRetry(tx: Tx, conversationId: string): Promise<boolean> {
  const last = await lastEvent(tx, conversationId, ["titled", "tool_call", "attachment_given"]);
  if (last?.type !== "run_finished")
    return last !== null && ["run_failed", "run_stopped", "version_chosen"].includes(last.type);
  return (last.payload as { reason?: string }).reason !== "done";
}

function lastEvent(tx: Tx, conversationId: string, besides: EventBody["type"][] = []) {
  return tx.conversationEvent.findFirst({
    where: { conversationId, type: { notIn: besides } },
    orderBy: { seq: "desc" },
  });
}

/** Runs `work` in a transaction that commits only when it answers ok. */
export async function inTransaction<T, E>(work: (tx: Tx) => Promise<Result<T, E>>): Promise<Result<T, E>> {
  const refused = new Error("refused");
  let result: Result<T, E> | undefined;
  try {
    return await db().$transaction(async (tx) => {
      result = await work(tx);
      if (!result.ok) throw refused;
      return result;
    });
  } catch (error) {
    if (error === refused && result) return result;
    throw error;
  }
}

/** Asks whoever works on the conversation to stop; the run, wherever it is, ends as stopped. */
export async function requestStop(ctx: OrgContext, conversationId: string): Promise<Result<void, "not_found">> {
  return db().$transaction(async (tx) => {
    const mine = await tx.conversation.count({ where: { id: conversationId, orgId: ctx.orgId, userId: ctx.userId } });
    if (mine === 0) return err("not_found");
    const [run] = await tx.$queryRaw<{ id: string }[]>`
      UPDATE runs SET stop_requested_at = now(), state = CASE WHEN state = 'waiting' THEN 'queued' ELSE state END
      WHERE org_id = ${ctx.orgId} AND conversation_id = ${conversationId} AND state IN ('queued', 'running', 'waiting')
      RETURNING id`;
    if (run) await notifyRun(tx, run.id);
    return ok(undefined);
  });
}

/** Chooses which of my accounts at a connector one of my conversations uses. */
export async function setAccount(
  ctx: OrgContext,
  conversationId: string,
  { connectorId, connectionId }: ChosenAccount,
): Promise<Result<void, "not_found">> {
  return db().$transaction(async (tx) => {
    if (!(await lockMine(tx, ctx, conversationId))) return err("not_found");
    const [chosen] = await ownAccounts(tx, ctx, [{ connectorId, connectionId }]);
    if (!chosen) return err("not_found");
    await tx.conversationAccount.upsert({
      where: { conversationId_connectorId: { conversationId, connectorId } },
      create: { orgId: ctx.orgId, conversationId, ...chosen },
      update: chosen,
    });
    return ok(undefined);
  });
}

/** Those of the choices that name an account of the caller's own; somebody else's does not exist. */
async function ownAccounts(tx: Tx, ctx: OrgContext, chosen: readonly ChosenAccount[]): Promise<ChosenAccount[]> {
  const mine = await tx.connection.findMany({
    where: { orgId: ctx.orgId, userId: ctx.userId, id: { in: chosen.map(({ connectionId }) => connectionId) } },
    select: { id: true, connectorId: true },
  });
  const isMine = (one: ChosenAccount) =>
    mine.some(({ id, connectorId }) => id === one.connectionId && connectorId === one.connectorId);
  return chosen.filter(isMine);
}

// ── what a worker does (system-level: a lease, not a person, is the authority) ──

/** Takes the oldest run that nobody works on: a queued one, or one whose worker has died. Database time decides. */
export async function claimRun(): Promise<ClaimedRun | null> {
  const token = newToken();
  const [run] = await db().$queryRaw<Omit<ClaimedRun, "token">[]>`
    UPDATE runs SET state = 'running', lease_token = ${token}, lease_until = now() + ${LEASE_MS} * interval '1 ms'
    WHERE id = (
      SELECT id FROM runs WHERE state = 'queued' OR (state = 'running' AND lease_until < now())
      ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id AS "runId", org_id AS "orgId", conversation_id AS "conversationId", user_id AS "userId", kind, step,
      stop_requested_at IS NOT NULL AS "isStopRequested"`;
  return run ? { ...run, token } : null;
}

/** Keeps the lease; says whether somebody asked to stop. @throws LeaseLostError */
export async function renewLease(lease: Lease): Promise<{ isStopRequested: boolean }> {
  const [run] = await db().$queryRaw<{ isStopRequested: boolean }[]>`
    UPDATE runs SET lease_until = now() + ${LEASE_MS} * interval '1 ms'
    WHERE id = ${lease.runId} AND lease_token = ${lease.token} AND state = 'running'
    RETURNING stop_requested_at IS NOT NULL AS "isStopRequested"`;
  if (!run) throw new LeaseLostError();
  return run;
}

/** A transaction in which the run is surely this worker's: nobody takes it over before it commits. @throws LeaseLostError */
export async function fenced<T>(
  lease: Lease,
  work: (tx: Tx, log: (bodies: EventBody[]) => Promise<void>) => Promise<T>,
) {
  return db().$transaction(async (tx) => {
    const held = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM runs r JOIN conversations c ON c.org_id = r.org_id AND c.id = r.conversation_id
      WHERE r.id = ${lease.runId} AND r.lease_token = ${lease.token} AND r.state = 'running'
      FOR NO KEY UPDATE OF r, c`;
    if (held.length === 0) throw new LeaseLostError();
    return work(tx, (bodies) => append(tx, lease, bodies));
  });
}

/** Appends to the log of the run's conversation. @throws LeaseLostError */
export async function appendToRun(lease: Lease, bodies: EventBody[]): Promise<void> {
  await fenced(lease, (_, log) => log(bodies));
}

/**
 * Ends a model step: its record, the calls it asked for and the count of steps, all or nothing, so that a step that is
 * worked out twice cannot ask twice. A run that ends with the step ends in the same moment: whoever took it over in
 * between would ask the model for more.
 * @param propose stores the calls and gives the events that tell of them
 * @param endAfter the end of a run that has nothing more to do after such a step
 * @returns whether the run has ended
 */
export async function finishStep(
  lease: Lease,
  step: number,
  propose: (tx: Tx) => Promise<EventBody[]>,
  endAfter: (events: readonly EventBody[]) => RunEnd | null = () => null,
): Promise<boolean> {
  return fenced(lease, async (tx, log) => {
    const { count } = await tx.run.updateMany({ where: { id: lease.runId, step }, data: { step: step + 1 } });
    if (count !== 1) throw new LeaseLostError();
    const events = await propose(tx);
    await log(events);
    const end = endAfter(events);
    if (end) await endRun(tx, lease, end, log);
    return end !== null;
  });
}

/** How a run ends, as its log tells it. */
export type RunEnd = Extract<EventBody, { type: "run_finished" | "run_stopped" | "run_failed" }>;

const ENDS_AS = { run_finished: "succeeded", run_stopped: "stopped", run_failed: "failed" } as const;

/** Ends the run. @throws LeaseLostError */
export async function finishRun(lease: Lease, end: RunEnd): Promise<void> {
  await fenced(lease, (tx, log) => endRun(tx, lease, end, log));
}

async function endRun(tx: Tx, { runId }: Lease, end: RunEnd, log: (bodies: EventBody[]) => Promise<void>) {
  const failure: RunFailure | null = end.type === "run_failed" ? end.payload.code : null;
  await tx.run.update({
    where: { id: runId },
    data: { state: ENDS_AS[end.type], failure, leaseToken: null, leaseUntil: null, finishedAt: new Date() },
  });
  if (end.type !== "run_finished") await endResearch(tx, runId, ENDS_AS[end.type]);
  await log([end]);
}

/**
 * Lays the run aside until somebody has decided. False, and still held, when something has become ready meanwhile: a
 * decision committed later finds it waiting and wakes it.
 */
export async function parkRun(lease: Lease): Promise<boolean> {
  return fenced(lease, async (tx, log) => {
    const isStopping = await tx.run.count({ where: { id: lease.runId, stopRequestedAt: { not: null } } });
    const ready = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM tool_calls t WHERE t.run_id = ${lease.runId} AND ${IS_READY} LIMIT 1`;
    if (isStopping > 0 || ready.length > 0) return false;
    await tx.run.update({ where: { id: lease.runId }, data: { state: "waiting", leaseToken: null, leaseUntil: null } });
    await log([{ type: "run_waiting", payload: {} }]);
    return true;
  });
}

/** Hands the run back, for any worker to take at once (this process is stopping). */
export async function releaseRun(lease: Lease): Promise<void> {
  await db().$transaction(async (tx) => {
    const { count } = await tx.run.updateMany({
      where: { id: lease.runId, leaseToken: lease.token, state: "running" },
      data: { state: "queued", leaseToken: null, leaseUntil: null },
    });
    if (count === 1) await notifyRun(tx, lease.runId);
  });
}

/**
 * Queues waiting runs that can go on: a call was decided, or none waits any more; and those that have nobody left to
 * wait for. All of them, or just one.
 */
export async function requeueReadyRuns(runId: string | null = null): Promise<void> {
  await db().$queryRaw`
    WITH ready AS (
      UPDATE runs r SET state = 'queued'
      WHERE r.state = 'waiting' AND (${runId}::text IS NULL OR r.id = ${runId}) AND (
        EXISTS (SELECT 1 FROM tool_calls t WHERE t.run_id = r.id AND ${IS_READY})
        OR NOT (${AWAITS_PLAN} OR EXISTS (
          SELECT 1 FROM tool_calls t
          WHERE t.run_id = r.id AND t.state IN ('awaiting_approval', 'awaiting_connection', 'awaiting_input')))
        OR NOT EXISTS (
          SELECT 1 FROM memberships m
          WHERE m.org_id = r.org_id AND m.user_id = r.user_id AND m.role <> 'auditor'))
      RETURNING r.id)
    SELECT pg_notify(${RUNS_CHANNEL}, id)::text FROM ready`;
}

/** Tells the logs of calls that changed without their worker (decided, expired), and has runs that waited go on. */
export async function logChangedCalls(changed: readonly ChangedCall[]): Promise<void> {
  for (const { id, state, runId, conversationId } of changed) {
    await db().$transaction(async (tx) => {
      const [conversation] = await tx.$queryRaw<{ orgId: string }[]>`
        SELECT org_id AS "orgId" FROM conversations WHERE id = ${conversationId} FOR NO KEY UPDATE`;
      if (!conversation) return;
      const body: EventBody = { type: "tool_call", payload: { toolCallId: id, state } };
      await append(tx, { orgId: conversation.orgId, conversationId, runId }, [body]);
      await notifyRun(tx, runId);
    });
    await requeueReadyRuns(runId);
  }
}
