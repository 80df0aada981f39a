import { db } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { EVIDENCE_FIELDS } from "#lib/platform/trace-evidence.ts";
import { SHOWN_TRACES } from "./constants.ts";
import { stepsSchema, traceKindSchema, traceOutcomeSchema } from "./schema.ts";
import type { TraceStep, TraceView } from "./types.ts";
import { isGivenUp, withoutOwnersEvidence } from "./view.ts";

/** The newest attempts at a connector, everybody's, with all evidence: for its owners. */
export async function listTraces(ctx: OrgContext, connectorId: string): Promise<TraceView[]> {
  const traces = await read(ctx, { connectorId });
  const others = [...new Set(traces.flatMap(({ userId }) => (userId && userId !== ctx.userId ? [userId] : [])))];
  const people = await db().user.findMany({ where: { id: { in: others } }, select: { id: true, name: true } });
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return traces.map(({ userId, ...trace }) => ({ ...trace, person: names.get(userId ?? "") ?? null }));
}

/** The caller's own newest attempts at a connector; without all evidence, none that is for owners alone. */
export async function listOwnTraces(
  ctx: OrgContext,
  connectorId: string,
  hasAllEvidence: boolean,
): Promise<TraceView[]> {
  const traces = await read(ctx, { connectorId, userId: ctx.userId });
  return traces.map(({ userId: _, ...own }) => {
    const trace = { ...own, person: null };
    return hasAllEvidence ? trace : withoutOwnersEvidence(trace);
  });
}

/** Evidence in the order it is read best in; the database keeps an order of its own. */
function inOrder(step: TraceStep): TraceStep {
  const fields = EVIDENCE_FIELDS[step.name].filter((field) => field in step.evidence);
  return { ...step, evidence: Object.fromEntries(fields.map((field) => [field, step.evidence[field] ?? ""])) };
}

type Read = Omit<TraceView, "person"> & { userId: string | null };

async function read(ctx: OrgContext, mine: { connectorId: string; userId?: string }): Promise<Read[]> {
  const where = { orgId: ctx.orgId, ...mine };
  const rows = await db().trace.findMany({
    where,
    orderBy: [{ startedAt: "desc" }, { id: "asc" }],
    take: SHOWN_TRACES,
  });
  return rows.map(({ id, userId, reason, startedAt, durationMs, ...row }) => {
    const outcome = traceOutcomeSchema.catch("failed").parse(row.outcome);
    return {
      id,
      userId,
      kind: traceKindSchema.catch("check").parse(row.kind),
      outcome: isGivenUp(outcome, startedAt, new Date()) ? "given_up" : outcome,
      reason,
      steps: stepsSchema.catch([]).parse(row.steps).map(inOrder),
      startedAt,
      durationMs,
    };
  });
}
