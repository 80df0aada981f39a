import { record } from "#lib/audit/record.ts";
import type { Prisma, Tx } from "#lib/platform/db/client.ts";
import { newId, type OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { FINDINGS_MAX, PLAN_TTL_SECONDS } from "./constants.ts";
import type { EndReason, ResearchError } from "./errors.ts";
import { narrowed, planHash } from "./plan.ts";
import { countersSchema, planSchema } from "./schema.ts";
import type { Counters, Finding, Plan, PlanEdit, Report, StoredResearch } from "./types.ts";

// Whoever changes an investigation has locked its run and conversation first (lib/chat/mutations/research.ts).

const subject = (id: string) => ({ type: "research", id }) as const;
const mine = (ctx: OrgContext, id: string) => ({ id, orgId: ctx.orgId, userId: ctx.userId });

/** A person's question, inside the transaction that queues its run. */
export async function createResearch(
  tx: Tx,
  ctx: OrgContext,
  { runId, conversationId, question }: { runId: string; conversationId: string; question: string },
): Promise<string> {
  const id = newId("research");
  await tx.research.create({ data: { ...mine(ctx, id), runId, conversationId, question } });
  return id;
}

/** Stores the plan for its person to answer, once. Its time is the database's. Null where it is no longer wanted. */
export async function proposePlan(
  tx: Tx,
  ctx: OrgContext,
  { id, conversationId }: StoredResearch,
  plan: Plan,
): Promise<{ planHash: string; expiresAt: Date } | null> {
  const hash = planHash(plan);
  const [row] = await tx.$queryRaw<{ expiresAt: Date }[]>`
    UPDATE research SET state = 'proposed', plan = ${JSON.stringify(plan)}::jsonb, plan_hash = ${hash},
                        expires_at = now() + make_interval(secs => ${PLAN_TTL_SECONDS})
    WHERE id = ${id} AND org_id = ${ctx.orgId} AND user_id = ${ctx.userId} AND state = 'planning'
    RETURNING expires_at AS "expiresAt"`;
  if (!row) return null;
  const data = { conversationId, planHash: hash, tools: plan.tools.length };
  await record(tx, ctx, { type: "research.proposed", subject: subject(id), data });
  return { planHash: hash, expiresAt: row.expiresAt };
}

/**
 * A person starts the plan they were shown, with what they changed in it: once, in time, and only if it is the plan
 * that is stored. What is then approved is stored in its place.
 */
export async function approvePlan(
  tx: Tx,
  ctx: OrgContext,
  id: string,
  shown: { planHash: string; plan: PlanEdit },
): Promise<Result<{ plan: Plan; planHash: string }, ResearchError>> {
  const open = await openPlan(tx, ctx, id, shown.planHash);
  if (!open.ok) return open;
  const plan = narrowed(open.value, shown.plan);
  if (!plan) return err("plan_empty");
  const hash = planHash(plan);
  const approved = await tx.$executeRaw`
    UPDATE research SET state = 'working', plan = ${JSON.stringify(plan)}::jsonb, plan_hash = ${hash},
                        approved_at = now(), expires_at = NULL
    WHERE id = ${id} AND org_id = ${ctx.orgId} AND user_id = ${ctx.userId}
      AND state = 'proposed' AND plan_hash = ${shown.planHash} AND expires_at > now()`;
  if (approved !== 1) return err("already_decided");
  await recordDecision(tx, ctx, id, "start", plan, hash);
  return ok({ plan, planHash: hash });
}

/** A person turns the plan down that they were shown. */
export async function declinePlan(
  tx: Tx,
  ctx: OrgContext,
  id: string,
  shownHash: string,
): Promise<Result<void, ResearchError>> {
  const open = await openPlan(tx, ctx, id, shownHash);
  if (!open.ok) return open;
  const { count } = await tx.research.updateMany({
    where: { ...mine(ctx, id), state: "proposed", planHash: shownHash },
    data: { state: "declined", finishedAt: new Date(), expiresAt: null },
  });
  if (count !== 1) return err("already_decided");
  await recordDecision(tx, ctx, id, "decline", open.value, shownHash);
  return ok(undefined);
}

/** The plan that waits for the caller, if it is the one they were shown. */
async function openPlan(tx: Tx, ctx: OrgContext, id: string, shownHash: string): Promise<Result<Plan, ResearchError>> {
  const [row] = await tx.$queryRaw<{ state: string; plan: unknown; planHash: string | null; isLate: boolean }[]>`
    SELECT state::text AS state, plan, plan_hash AS "planHash", coalesce(expires_at <= now(), false) AS "isLate"
    FROM research WHERE id = ${id} AND org_id = ${ctx.orgId} AND user_id = ${ctx.userId} FOR UPDATE`;
  if (!row) return err("not_found");
  if (row.state !== "proposed") return err("already_decided");
  if (row.isLate) return err("expired");
  return row.planHash === shownHash ? ok(planSchema.parse(row.plan)) : err("plan_changed");
}

async function recordDecision(
  tx: Tx,
  actor: { orgId: string; userId: string | null },
  id: string,
  decision: "start" | "decline" | "expired",
  { tools, caps }: Plan,
  hash: string,
): Promise<void> {
  const data = { decision, planHash: hash, tools: tools.length, ...caps };
  await record(tx, actor, { type: "research.decided", subject: subject(id), data });
}

/** Ends a plan whose time is up (system level); false where it was answered meanwhile. */
export async function expirePlan(tx: Tx, id: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ orgId: string; plan: unknown; planHash: string }[]>`
    UPDATE research SET state = 'declined', finished_at = now(), expires_at = NULL
    WHERE id = ${id} AND state = 'proposed' AND expires_at <= now()
    RETURNING org_id AS "orgId", plan, plan_hash AS "planHash"`;
  if (!row) return false;
  const actor = { orgId: row.orgId, userId: null };
  await recordDecision(tx, actor, id, "expired", planSchema.parse(row.plan), row.planHash);
  return true;
}

/** What a step of the work added, inside the transaction that ends the step. */
export async function noteProgress(
  tx: Tx,
  ctx: OrgContext,
  research: Pick<StoredResearch, "id" | "findings" | "counters">,
  added: { findings: Finding[]; answered: string[]; tokens: number },
): Promise<Finding[]> {
  const { id, findings, counters } = research;
  const noted = added.findings.slice(0, FINDINGS_MAX - findings.length);
  const next: Counters = {
    ...counters,
    tokens: counters.tokens + added.tokens,
    answered: [...new Set([...counters.answered, ...added.answered])],
  };
  await tx.research.updateMany({
    where: { ...mine(ctx, id), state: "working" },
    data: { findings: [...findings, ...noted] as Prisma.InputJsonArray, counters: next },
  });
  return noted;
}

/** From work to report, and why before its time, if so; false where it does not stand there. */
export async function beginWriting(tx: Tx, ctx: OrgContext, id: string, endedBy: EndReason | null): Promise<boolean> {
  const count = await tx.$executeRaw`
    UPDATE research SET state = 'writing', counters = counters || ${JSON.stringify({ endedBy })}::jsonb
    WHERE id = ${id} AND org_id = ${ctx.orgId} AND user_id = ${ctx.userId} AND state = 'working'`;
  return count === 1;
}

/** The person wants what was found put into a report although the work was stopped or failed. */
export async function reopenForReport(tx: Tx, ctx: OrgContext, id: string): Promise<boolean> {
  const count = await tx.$executeRaw`
    UPDATE research SET state = 'writing', finished_at = NULL, counters = counters || '{"endedBy": "stopped"}'
    WHERE id = ${id} AND org_id = ${ctx.orgId} AND user_id = ${ctx.userId}
      AND state IN ('stopped', 'failed') AND approved_at IS NOT NULL`;
  if (count === 1) await record(tx, ctx, { type: "research.reportAsked", subject: subject(id), data: {} });
  return count === 1;
}

/** The report, and with it the end. */
export async function storeReport(
  tx: Tx,
  ctx: OrgContext,
  { id, runId, counters }: StoredResearch,
  report: Report,
  tokens: number,
): Promise<void> {
  const spent: Counters = { ...counters, tokens: counters.tokens + tokens };
  const { count } = await tx.research.updateMany({
    where: { ...mine(ctx, id), state: "writing" },
    data: { state: "finished", report, counters: spent, finishedAt: new Date() },
  });
  if (count === 1) await recordEnd(tx, ctx, { id, runId, state: "finished", tokens: spent.tokens });
}

/** Ends an investigation without a plan to approve. */
export async function endUnplanned(tx: Tx, ctx: OrgContext, { id, runId, counters }: StoredResearch): Promise<void> {
  const { count } = await tx.research.updateMany({
    where: { ...mine(ctx, id), state: "planning" },
    data: { state: "failed", finishedAt: new Date() },
  });
  if (count === 1) await recordEnd(tx, ctx, { id, runId, state: "failed", tokens: counters.tokens });
}

/** Ends the investigation of a run that was stopped or failed, if it works on one. What was found stays (system level). */
export async function endResearch(tx: Tx, runId: string, state: "stopped" | "failed"): Promise<void> {
  const ended = await tx.research.updateManyAndReturn({
    where: { runId, state: { in: ["planning", "proposed", "working", "writing"] } },
    data: { state, finishedAt: new Date(), expiresAt: null },
  });
  for (const { id, orgId, userId, counters } of ended) {
    const { tokens } = countersSchema.parse(counters);
    await recordEnd(tx, { orgId, userId }, { id, runId, state, tokens });
  }
}

async function recordEnd(
  tx: Tx,
  actor: { orgId: string; userId: string },
  { id, runId, state, tokens }: { id: string; runId: string; state: string; tokens: number },
): Promise<void> {
  const calls = await tx.toolCall.count({ where: { runId, orgId: actor.orgId } });
  await record(tx, actor, { type: "research.finished", subject: subject(id), data: { state, calls, tokens } });
}
