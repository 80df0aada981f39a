import { describe, expect, it } from "vitest";
import { db } from "#lib/platform/db/client.ts";
import { newId, type OrgContext } from "#lib/platform/ids.ts";
import { recordStep, type TraceKind } from "#lib/platform/trace.ts";
import { KEEP_DAYS, KEEP_PER_CONNECTOR, KEEP_PER_PERSON } from "#lib/traces/constants.ts";
import { listTraces } from "#lib/traces/data.ts";
import { insertTrace } from "#lib/traces/mutations.ts";
import { attempt, collected, keepTrace, tracesSettled } from "#lib/traces/record.ts";
import type { TraceOutcome } from "#lib/traces/types.ts";
import { contextFor, createMember, createOrg, type Member } from "#tests/factories/people.ts";

async function aConnector(member?: Member) {
  const owner = member ?? (await createMember());
  const ctx = contextFor(owner);
  const connectorId = newId("connector");
  const data = { id: connectorId, orgId: ctx.orgId, slug: connectorId.slice(4).toLowerCase(), name: "There" };
  await db().connector.create({ data: { ...data, url: "https://there.example/mcp", createdById: ctx.userId } });
  return { owner, ctx, connectorId };
}

let clock = Date.now() - 60_000;

/** Keeps a trace of this kind as if the attempt had just ended. */
async function keep(
  ctx: OrgContext,
  connectorId: string,
  kind: TraceKind,
  outcome: TraceOutcome = "ok",
  startedAt = new Date(clock++),
): Promise<void> {
  const subject = { orgId: ctx.orgId, userId: ctx.userId, connectorId };
  const verdict = { outcome, reason: outcome === "failed" ? "timeout" : null };
  await insertTrace(newId("trace"), subject, { kind, startedAt, durationMs: 1, steps: [] }, verdict);
}

const count = (connectorId: string, where: object = {}) => db().trace.count({ where: { connectorId, ...where } });

describe("what is kept", () => {
  it("is the newest of a connector, however many attempts there are", async () => {
    const { ctx, connectorId } = await aConnector();
    for (let i = 0; i < KEEP_PER_CONNECTOR + 15; i += 1) await keep(ctx, connectorId, "call");
    expect(await count(connectorId)).toBe(KEEP_PER_CONNECTOR);
  });

  it("is also the newest of each person, kind and outcome: success does not push failure out", async () => {
    const { ctx, connectorId } = await aConnector();
    for (let i = 0; i < 8; i += 1) await keep(ctx, connectorId, "connect", "failed");
    for (let i = 0; i < KEEP_PER_CONNECTOR + 5; i += 1) await keep(ctx, connectorId, "call");
    await keep(ctx, connectorId, "connect", "failed");
    expect(await count(connectorId, { kind: "connect", outcome: "failed" })).toBe(KEEP_PER_PERSON);
  });

  it("is nothing older than the limit", async () => {
    const { ctx, connectorId } = await aConnector();
    const old = new Date(Date.now() - (KEEP_DAYS + 1) * 86_400_000);
    await keep(ctx, connectorId, "check", "ok", old);
    expect(await count(connectorId)).toBe(0);
  });

  it("goes with its connector, and nothing is kept of one that is gone", async () => {
    const { ctx, connectorId } = await aConnector();
    await keep(ctx, connectorId, "check");
    await db().connector.delete({ where: { id: connectorId } });
    await keep(ctx, connectorId, "check");
    expect(await count(connectorId)).toBe(0);
  });

  it("stands under its own organization alone", async () => {
    const { connectorId } = await aConnector();
    const other = contextFor(await createMember({ org: await createOrg() }));
    await keep(other, connectorId, "check");
    expect(await count(connectorId)).toBe(0);
  });
});

describe("an attempt", () => {
  it("succeeds although its trace cannot be stored", async () => {
    const { ctx, connectorId } = await aConnector();
    // The database takes no NUL in a text.
    const subject = { orgId: ctx.orgId, userId: "\u0000", connectorId };
    expect(await attempt("check", subject, async () => 42)).toBe(42);
    const { trace } = await collected("check", async () => recordStep("list"));
    await keepTrace(trace, subject, { outcome: "ok", reason: null });
    await tracesSettled();
    expect(await count(connectorId)).toBe(0);
  });

  it("does not wait until its trace is stored", async () => {
    const { ctx, connectorId } = await aConnector();
    await db().$transaction(async (tx) => {
      await tx.$executeRaw`LOCK TABLE traces IN ACCESS EXCLUSIVE MODE`;
      const subject = { orgId: ctx.orgId, userId: ctx.userId, connectorId };
      expect(await attempt("check", subject, async () => "done")).toBe("done");
    });
    await tracesSettled();
    expect(await count(connectorId)).toBe(1);
  });

  it("whose last step failed counts as failed, whatever it says of itself", async () => {
    const { ctx, connectorId } = await aConnector();
    const subject = { orgId: ctx.orgId, userId: ctx.userId, connectorId };
    const run = async () => recordStep("list", { reason: "forbidden" });
    await attempt("connect", subject, run, { judge: () => ({ outcome: "ok", reason: null }) });
    await tracesSettled();
    expect(await listTraces(ctx, connectorId)).toMatchObject([{ outcome: "failed", reason: "forbidden" }]);
  });

  it("that throws leaves a trace and throws the same", async () => {
    const { ctx, connectorId } = await aConnector();
    const boom = new Error("boom");
    const run = async () => {
      recordStep("call");
      throw boom;
    };
    const subject = { orgId: ctx.orgId, userId: ctx.userId, connectorId };
    await expect(attempt("call", subject, run)).rejects.toBe(boom);
    await tracesSettled();
    expect(await listTraces(ctx, connectorId)).toMatchObject([
      { kind: "call", outcome: "failed", reason: "unexpected", steps: [{ name: "call" }] },
    ]);
  });
});
