import { db, type Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import type { EndReason, ResearchError, UnplannedReason } from "#lib/research/errors.ts";
import {
  approvePlan,
  beginWriting,
  createResearch,
  declinePlan,
  endUnplanned,
  expirePlan,
  proposePlan,
  reopenForReport,
} from "#lib/research/mutations.ts";
import type { Plan, PlanEdit, ResearchNews, StoredResearch } from "#lib/research/types.ts";
import {
  append,
  type Beginning,
  beginRun,
  fenced,
  inTransaction,
  type Lease,
  LeaseLostError,
  notifyRun,
} from "../mutations.ts";
import type { EventBody } from "../types.ts";

const told = (payload: ResearchNews): EventBody => ({ type: "research", payload });
const OVER: EventBody = { type: "run_finished", payload: { reason: "done" } };

// ── what a worker does ──

/**
 * Puts the plan to its person and lays the run aside, all or nothing: whoever answers finds it waiting.
 * @returns false, and still held, when somebody has asked to stop
 */
export async function askAboutPlan(
  lease: Lease,
  ctx: OrgContext,
  research: StoredResearch,
  plan: Plan,
): Promise<boolean> {
  return fenced(lease, async (tx, log) => {
    if ((await tx.run.count({ where: { id: lease.runId, stopRequestedAt: { not: null } } })) > 0) return false;
    const proposed = await proposePlan(tx, ctx, research, plan);
    if (!proposed) throw new LeaseLostError();
    const { planHash, expiresAt } = proposed;
    await tx.run.update({ where: { id: lease.runId }, data: { state: "waiting", leaseToken: null, leaseUntil: null } });
    await log([
      told({ news: "planned", researchId: research.id, plan, planHash, expiresAt: expiresAt.toISOString() }),
      { type: "run_waiting", payload: {} },
    ]);
    return true;
  });
}

/** Says why there is no plan to approve. */
export async function giveUpPlanning(
  lease: Lease,
  ctx: OrgContext,
  research: StoredResearch,
  reason: UnplannedReason,
): Promise<void> {
  await fenced(lease, async (tx, log) => {
    await endUnplanned(tx, ctx, research);
    await log([told({ news: "unplanned", researchId: research.id, reason })]);
  });
}

/** From work to report, and why before its time, if so. */
export async function goOnToReport(
  lease: Lease,
  ctx: OrgContext,
  research: StoredResearch,
  endedBy: EndReason | null,
): Promise<void> {
  await fenced(lease, async (tx, log) => {
    if (await beginWriting(tx, ctx, research.id, endedBy))
      await log([told({ news: "writing", researchId: research.id, endedBy })]);
  });
}

// ── what a person does ──

/** Begins a run that investigates a question, in the transaction that stores the question. */
export function beginResearch(tx: Tx, ctx: OrgContext, beginning: Beginning, question: string) {
  return beginRun(tx, ctx, { ...beginning, kind: "research" }, async (runId) => {
    const { conversationId } = beginning;
    const researchId = await createResearch(tx, ctx, { runId, conversationId, question });
    return [told({ news: "asked", researchId, question })];
  });
}

/** Starts the plan as the person was shown it, with what they changed: once, in time. The run goes on. */
export function startPlan(
  ctx: OrgContext,
  id: string,
  shown: { planHash: string; plan: PlanEdit },
): Promise<Result<void, ResearchError>> {
  return withResearch(ctx, id, async (tx, at) => {
    const approved = await approvePlan(tx, ctx, id, shown);
    if (!approved.ok) return approved;
    // Nobody stops it at this moment, and nobody else has ended it.
    const woken = await tx.run.updateMany({
      where: { id: at.runId, state: "waiting", stopRequestedAt: null },
      data: { state: "queued" },
    });
    if (woken.count !== 1) return err("already_decided");
    await append(tx, at, [told({ news: "started", researchId: id, ...approved.value })]);
    await notifyRun(tx, at.runId);
    return ok(undefined);
  });
}

/** Turns the plan down; nothing of it was begun, so the run is over. */
export function turnPlanDown(ctx: OrgContext, id: string, shownHash: string): Promise<Result<void, ResearchError>> {
  return withResearch(ctx, id, async (tx, at) => {
    const declined = await declinePlan(tx, ctx, id, shownHash);
    if (!declined.ok) return declined;
    if (!(await endWaiting(tx, at.runId))) return err("already_decided");
    await append(tx, at, [told({ news: "declined", researchId: id, reason: "person" }), OVER]);
    return ok(undefined);
  });
}

/** Has a report written from what was found before the work was stopped or failed: the same run goes on. */
export function askForReport(ctx: OrgContext, id: string): Promise<Result<void, ResearchError>> {
  return withResearch(ctx, id, async (tx, at) => {
    const { conversationId } = at;
    const busy = await tx.run.count({ where: { conversationId, state: { in: ["queued", "running", "waiting"] } } });
    if (busy > 0) return err("run_in_progress");
    if (!(await reopenForReport(tx, ctx, id))) return err("already_decided");
    await tx.run.update({
      where: { id: at.runId },
      data: { state: "queued", stopRequestedAt: null, failure: null, finishedAt: null },
    });
    await append(tx, at, [told({ news: "writing", researchId: id, endedBy: "stopped" })]);
    await notifyRun(tx, at.runId);
    return ok(undefined);
  });
}

type Place = { orgId: string; conversationId: string; runId: string };

/** Holds one of the caller's own investigations: its run, then its conversation, as workers lock them. */
function withResearch(
  ctx: OrgContext,
  id: string,
  work: (tx: Tx, at: Place) => Promise<Result<void, ResearchError>>,
): Promise<Result<void, ResearchError>> {
  return inTransaction<void, ResearchError>(async (tx) => {
    const [at] = await tx.$queryRaw<Place[]>`
      SELECT s.org_id AS "orgId", s.conversation_id AS "conversationId", s.run_id AS "runId"
      FROM research s
      JOIN runs r ON r.org_id = s.org_id AND r.id = s.run_id
      JOIN conversations c ON c.org_id = s.org_id AND c.id = s.conversation_id
      WHERE s.id = ${id} AND s.org_id = ${ctx.orgId} AND s.user_id = ${ctx.userId} AND c.user_id = ${ctx.userId}
      FOR NO KEY UPDATE OF r, c`;
    return at ? work(tx, at) : err("not_found");
  });
}

async function endWaiting(tx: Tx, runId: string): Promise<boolean> {
  const { count } = await tx.run.updateMany({
    where: { id: runId, state: "waiting" },
    data: { state: "succeeded", finishedAt: new Date() },
  });
  return count === 1;
}

// ── what time does (system level) ──

/** Ends plans whose time is up, and their runs with them. */
export async function expirePlans(): Promise<void> {
  const late = await db().$queryRaw<(Place & { id: string })[]>`
    SELECT id, org_id AS "orgId", conversation_id AS "conversationId", run_id AS "runId" FROM research
    WHERE state = 'proposed' AND expires_at <= now() LIMIT 100`;
  for (const { id, ...at } of late)
    await db().$transaction(async (tx) => {
      await tx.$queryRaw`
        SELECT 1 FROM runs r JOIN conversations c ON c.org_id = r.org_id AND c.id = r.conversation_id
        WHERE r.id = ${at.runId} FOR NO KEY UPDATE OF r, c`;
      if (!(await expirePlan(tx, id))) return;
      await endWaiting(tx, at.runId);
      await append(tx, at, [told({ news: "declined", researchId: id, reason: "expired" }), OVER]);
    });
}
