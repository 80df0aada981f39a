import { definitionHash } from "#lib/mcp/definition.ts";
import { db } from "#lib/platform/db/client.ts";
import { argumentsHash } from "#lib/tool-calls/arguments.ts";
import type { Operation } from "./operations.ts";
import { type Call, type Executions, type Lane, type Taken, toolOf } from "./world.ts";

type Answered = { warnings: string[]; isUsable: boolean };

/** Everything a call may depend on, read from the tables themselves, while nothing happens. */
type Facts = {
  role: string | undefined;
  isOn: boolean;
  policy: string | undefined;
  narrowing: string | undefined;
  definitionHash: string | undefined;
  isTainted: boolean;
  grants: Set<string>;
  approvals: Map<string, Answered>;
};

async function readFacts({ scene, calls }: Lane): Promise<Facts> {
  const { ctx, connectorId, connectionId, conversationId } = scene;
  const mine = { orgId: ctx.orgId, userId: ctx.userId };
  const [member, moved, policy, own, tool, taints, grants, approvals] = await Promise.all([
    db().membership.findFirst({ where: mine }),
    db().conversationToggle.findFirst({ where: { conversationId, connectorId, toolName: "" } }),
    db().toolPolicy.findFirst({ where: { connectorId } }),
    db().personPolicy.findFirst({ where: { connectorId, userId: ctx.userId } }),
    db().toolDefinition.findFirst({ where: { connectionId } }),
    db().conversationTaint.count({ where: { conversationId, connectorId: { not: connectorId } } }),
    db().toolGrant.findMany({ where: { connectionId, revokedAt: null } }),
    db().$queryRaw<{ id: string; warnings: string[]; isUsable: boolean }[]>`
      SELECT id, evidence->'warnings' AS warnings, state = 'allowed' AND expires_at > now() AS "isUsable"
      FROM approvals WHERE tool_call_id = ANY(${calls.map(({ id }) => id)})`,
  ]);
  return {
    role: member?.role,
    isOn: moved?.enabled ?? true,
    policy: policy?.mode,
    narrowing: own?.mode,
    definitionHash: tool?.hash,
    isTainted: taints > 0,
    grants: new Set(grants.map((grant) => grant.definitionHash)),
    approvals: new Map(approvals.map(({ id, ...answered }) => [id, answered])),
  };
}

type Dispatched = {
  rule: string;
  approvalId: string | null;
  argumentsHash: string;
  definitionHash: string;
};

/** Watches what is carried out, and says what should not have been. */
export class Judge {
  private facts: Facts | null = null;
  private readonly carriedOut = new Map<string, number>();
  private readonly used = new Set<string>();
  private readonly lane: Lane;
  private readonly executions: Executions;

  constructor(lane: Lane, executions: Executions) {
    this.lane = lane;
    this.executions = executions;
  }

  /** Before a round. */
  async before(): Promise<void> {
    this.facts = await readFacts(this.lane);
  }

  /** After it: nothing was carried out but what was allowed when it began, or came to be allowed meanwhile. */
  async after(round: readonly Operation[], taken: readonly Taken[]): Promise<void> {
    for (const call of this.lane.calls) {
      const executed = this.executions.of(call.key);
      const isNew = executed.length > (this.carriedOut.get(call.key) ?? 0);
      this.carriedOut.set(call.key, executed.length);
      if (executed.length > 1) throw new Error(`${call.key} was carried out ${executed.length} times`);
      if (isNew) await this.judge(call, round, taken);
    }
  }

  /** At the end: what ran is what is stored, what was decided is what was shown, and nothing is left under way. */
  async end(): Promise<void> {
    for (const call of this.lane.calls) {
      const row = await db().toolCall.findUniqueOrThrow({ where: { id: call.id } });
      const [executed] = this.executions.of(call.key);
      if (executed && argumentsHash(executed) !== row.argumentsHash) throw new Error("What ran is not what is stored");
      if (["dispatched", "proposed", "approved"].includes(row.state)) throw new Error(`A call was left ${row.state}`);
      if (executed === undefined && row.state === "succeeded") throw new Error("A call succeeded that never ran");
    }
    for (const { call, approvalId, decision, editedHash } of this.lane.taken) {
      const told = await trail(call, "toolCall.decided");
      const isAsShown = told.some(
        (data) => data.approvalId === approvalId && data.decision === decision && data.editedHash === editedHash,
      );
      if (!isAsShown) throw new Error("An answer counted for another question than the one it was given to");
    }
  }

  private async judge(call: Call, round: readonly Operation[], taken: readonly Taken[]): Promise<void> {
    const facts = this.facts as Facts;
    const [sent, ...more] = (await trail(call, "toolCall.dispatched")) as Dispatched[];
    if (!sent || more.length > 0) throw new Error("What was carried out is not in the trail once");
    const [executed] = this.executions.of(call.key);
    if (argumentsHash(executed) !== sent.argumentsHash) throw new Error("Other arguments ran than the trail says");
    const changed = new Set(round.map(({ kind }) => kind));
    const still = (kind: Operation["kind"]) => !changed.has(kind);

    if (facts.role === "auditor" && still("role")) throw new Error("Ran for somebody who may only look");
    if (!facts.isOn && still("switch")) throw new Error("Ran although switched off");
    if (facts.policy === "block" && still("policy")) throw new Error("Ran although owners block it");
    if (facts.narrowing === "block" && still("narrow")) throw new Error("Ran although its person blocks it");
    if (facts.definitionHash === undefined && still("account")) throw new Error("Ran without an account");
    const versions = round.flatMap((one) => (one.kind === "definition" ? [definitionHash(toolOf(one.version))] : []));
    const known = [facts.definitionHash, ...versions, ...(still("account") ? [] : [definitionHash(toolOf(0))])];
    if (!known.includes(sent.definitionHash)) throw new Error("Ran by a definition that was not there");

    if (sent.approvalId === null) this.judgeRule(sent, facts, still, taken);
    else this.judgeAnswer(call, sent, facts, taken);
  }

  private judgeAnswer(call: Call, sent: Dispatched, facts: Facts, taken: readonly Taken[]): void {
    const approvalId = sent.approvalId as string;
    if (this.used.has(approvalId)) throw new Error("One answer was used twice");
    this.used.add(approvalId);
    const before = facts.approvals.get(approvalId);
    const answer = taken.find((one) => one.call === call && one.approvalId === approvalId && one.decision !== "deny");
    if (!before?.isUsable && !answer) throw new Error("Ran by an answer that nobody gave, or that served no more");
    if (facts.isTainted && before && !before.warnings.includes("asked_tainted"))
      throw new Error("Ran by an answer given before content from outside came in");
  }

  private judgeRule(
    { rule, definitionHash: hash }: Dispatched,
    facts: Facts,
    still: (kind: Operation["kind"]) => boolean,
    taken: readonly Taken[],
  ): void {
    if (facts.isTainted) throw new Error("Ran unasked beside content from outside");
    if (facts.narrowing === "ask" && still("narrow"))
      throw new Error("Ran unasked although its person wants to be asked");
    if (rule === "granted") {
      const isGranted = facts.grants.has(hash) || taken.some(({ decision }) => decision === "allow_always");
      if (!isGranted) throw new Error("Ran by a grant that nobody gave, or that was taken back");
      if (facts.policy === "ask" && still("policy")) throw new Error("Ran by a grant although owners want it asked");
    } else if (facts.policy !== "allow" && still("policy")) throw new Error(`Ran unasked (${rule})`);
  }
}

async function trail(call: Call, type: string): Promise<Record<string, unknown>[]> {
  const rows = await db().auditEvent.findMany({ where: { subjectId: call.id, type }, select: { data: true } });
  return rows.map(({ data }) => data as Record<string, unknown>);
}
