import { randomUUID } from "node:crypto";
import { statSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { vi } from "vitest";
import { db } from "#lib/platform/db/client.ts";
import { type Answer, NO_ANSWER } from "./browser.ts";
import { judgeCalls, readCallFacts } from "./judge-calls.ts";
import type { Operation } from "./operation.ts";
import type { Person, World } from "./world.ts";

/** How long the tool takes after it has executed: there the answer is still owed. */
const TOOL_MS = 150;
/** Every call has come to an end by then. */
const SETTLE_MS = 60_000;
const LOOK_EVERY_MS = 3;

type Begun = Answer<{ conversationId: string; runId: string }>;
type Attempt = {
  person: Person;
  /** Under which the server counts its executions. */
  id: string;
  toolCallId: string;
  /** What is asked about it, as its browser shows it. */
  shown: { approvalId: string; shownHash: string };
  conversationId: string;
  decision: Answer<unknown>;
  /** When the server executed it. */
  executedAt: Date | null;
  /** Its person has seen the end of it. */
  isSeen: boolean;
  /** A message the same person sends meanwhile from another tab, under one key however often. */
  note: { text: string; idempotencyKey: string; answer: Begun };
};

const WINDOWS = ["decision under way", "decided", "sent", "executed", "result stored", "run over"] as const;

/** A person allows a call of a tool that must not run twice, and says something in another conversation meanwhile. */
export function toolCalls(connectorId: string): Operation<Attempt> {
  return {
    name: "a tool call",
    windows: WINDOWS,
    prepare: (_, person) => ask(connectorId, person),
    run,
    ends,
    recover,
    settle,
    fate: async ({ toolCallId }) => (await db().toolCall.findUniqueOrThrow({ where: { id: toolCallId } })).state,
  };
}

async function ask(connectorId: string, person: Person): Promise<Attempt> {
  const id = randomUUID();
  const tool = { connectorId, toolName: "execute", arguments: { id, delayMs: TOOL_MS } };
  const begun: Begun = await person.browser.post("/api/conversations", { tool, idempotencyKey: randomUUID() });
  if (!begun.ok) throw new Error(`Beginning a conversation: ${begun.code}`);
  const { conversationId, runId } = begun.value;
  const { toolCallId, shown } = await vi.waitFor(
    async () => {
      const call = await db().toolCall.findFirstOrThrow({ where: { runId }, include: { run: true, approval: true } });
      if (call.state === "awaiting_approval" && call.approval)
        return {
          toolCallId: call.id,
          shown: { approvalId: call.approval.id, shownHash: call.approval.argumentsHash },
        };
      throw new Error(`A new call is not asked about: it is ${call.state}, its run ${call.run.state}`);
    },
    { timeout: SETTLE_MS, interval: LOOK_EVERY_MS },
  );
  const note = { text: `note ${id}`, idempotencyKey: randomUUID(), answer: NO_ANSWER };
  return {
    person,
    id,
    toolCallId,
    shown,
    conversationId,
    decision: NO_ANSWER,
    executedAt: null,
    isSeen: false,
    note,
  };
}

async function run({ counting }: World, attempt: Attempt, givenUp: AbortSignal): Promise<void> {
  const where = { id: attempt.toolCallId };
  const look = async () => {
    const call = await db().toolCall.findUniqueOrThrow({ where, include: { run: true } });
    attempt.isSeen = call.run.finishedAt !== null;
  };
  const acting = Promise.all([decide(attempt), say(attempt)]);
  do {
    await delay(LOOK_EVERY_MS);
    // Nobody else's call is under way: the log was written last when this one was executed.
    if (counting.executions(attempt.id) > 0) attempt.executedAt ??= statSync(counting.logFile).mtime;
    await look().catch(() => {});
  } while (!givenUp.aborted && !attempt.isSeen);
  await acting;
}

async function decide(attempt: Attempt): Promise<void> {
  const { person, toolCallId, shown } = attempt;
  const answer = { decision: "allow_once", ...shown };
  attempt.decision = await person.browser.post(`/api/tool-calls/${toolCallId}/decision`, answer);
}

async function say({ person, note }: Attempt): Promise<void> {
  const { text, idempotencyKey } = note;
  note.answer = await person.browser.post("/api/conversations", { text, idempotencyKey });
}

async function ends({ toolCallId, executedAt }: Attempt) {
  const where = { id: toolCallId };
  const call = await db().toolCall.findUniqueOrThrow({ where, include: { approval: true, run: true } });
  return [call.approval?.decidedAt, call.dispatchedAt, executedAt, call.finishedAt, call.run.finishedAt];
}

async function recover(_: World, attempt: Attempt): Promise<string[]> {
  const problems: string[] = [];
  const { id, toolCallId, conversationId, decision, note } = attempt;
  const call = await db().toolCall.findUnique({ where: { id: toolCallId } });
  if (!call) return [`${id}: the call of an acknowledged conversation is gone`];
  if ((await db().conversation.count({ where: { id: conversationId } })) !== 1)
    problems.push(`${id}: the conversation is gone`);
  if (attempt.isSeen && call.state !== "succeeded") problems.push(`${id}: its result was seen, and is lost`);
  if (call.state === "awaiting_approval") {
    if (decision.ok) problems.push(`${id}: an acknowledged decision is lost`);
    await decide(attempt);
    if (!attempt.decision.ok) problems.push(`${id}: deciding again: ${attempt.decision.code}`);
  }
  return [...problems, ...(await sayAgain(attempt, note.answer))];
}

/** Every run is over and every call in a final state within a minute; then all of them are judged. */
async function settle({ counting }: World): Promise<string[]> {
  const open = await untilSettled().then(
    () => [],
    (error: Error) => [error.message],
  );
  const executed = counting.log();
  return [...open, ...judgeCalls(await readCallFacts(executed), executed)];
}

/** The browser sends a message again whose answer it never got, or got twice: it must stand there once. */
async function sayAgain(attempt: Attempt, first: Begun): Promise<string[]> {
  const { note } = attempt;
  await say(attempt);
  const { answer } = note;
  if (!answer.ok) return [`${note.text}: sending it again: ${answer.code}`];
  const rows = await db().$queryRaw<{ id: string }[]>`
    SELECT conversation_id AS id FROM conversation_events
    WHERE type = 'user_message' AND payload->>'text' = ${note.text}`;
  const problems = rows.length === 1 ? [] : [`${note.text}: stands there ${rows.length} times`];
  const { conversationId } = answer.value;
  if (first.ok && first.value.conversationId !== conversationId) problems.push(`${note.text}: acknowledged, then lost`);
  if (rows[0]?.id !== conversationId) problems.push(`${note.text}: stands elsewhere than acknowledged`);
  return problems;
}

/** Until no call is open and no run is under way. @throws with what still is, after a minute */
async function untilSettled(): Promise<void> {
  await vi.waitFor(
    async () => {
      const open = await db().$queryRaw<{ what: string }[]>`
        SELECT 'call ' || id || ' still ' || state AS what FROM tool_calls
        WHERE state IN ('proposed', 'awaiting_approval', 'awaiting_connection', 'approved', 'dispatched')
        UNION ALL SELECT 'run ' || id || ' still ' || state FROM runs WHERE state IN ('queued', 'running', 'waiting')`;
      if (open.length > 0) throw new Error(open.map(({ what }) => what).join(", "));
    },
    { timeout: SETTLE_MS, interval: 100 },
  );
}
