import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { listConversations, readAllEvents } from "#lib/chat/data.ts";
import { decideCall } from "#lib/chat/decide-call.ts";
import { deleteConversation, renameConversation } from "#lib/chat/mutations/conversation.ts";
import { setToggles } from "#lib/chat/mutations/switches.ts";
import { postMessage, startConversation, stopConversation } from "#lib/chat/post-message.ts";
import { conversationConnectors, conversationTools } from "#lib/chat/toolset.ts";
import { db } from "#lib/platform/db/client.ts";
import { newId } from "#lib/platform/ids.ts";
import { contextFor, createMember } from "#tests/factories/people.ts";
import { type Scene, setPolicy, TOOL } from "../tool-calls/fixture.ts";
import {
  begin,
  createWorld,
  isIdle,
  isWaiting,
  lastBlocks,
  newKey,
  readUntil,
  say,
  type World,
  withWorker,
} from "./world.ts";

let world: World;
let ann: Scene & { toolName: string };
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  // What earlier tests left queued would take this test's answers from the model.
  await db().run.updateMany({ data: { state: "stopped" } });
  ann = await world.person();
});

describe("one message, one run", () => {
  test("a hundred posts with one key are one message", async () => {
    const id = await begin(ann.ctx, "Hello");
    await withWorker(() => readUntil(ann.ctx, id, isIdle));
    const message = { text: "Again", idempotencyKey: newKey() };
    const answers = await Promise.all(Array.from({ length: 100 }, () => postMessage(ann.ctx, id, message)));
    expect(new Set(answers.map((answer) => answer.ok && answer.value.runId)).size).toBe(1);
    expect(answers.every((answer) => answer.ok)).toBe(true);
    expect(await db().run.count({ where: { conversationId: id } })).toBe(2);
  });

  test("a double click on the first message is one conversation", async () => {
    const message = { text: "Hello", idempotencyKey: newKey(), toggles: [], accounts: [] };
    const answers = await Promise.all(Array.from({ length: 20 }, () => startConversation(ann.ctx, message)));
    expect(new Set(answers.map((answer) => answer.ok && answer.value.conversationId)).size).toBe(1);
    // One more is the scene's own.
    expect(await db().conversation.count({ where: { userId: ann.ctx.userId } })).toBe(2);
  });

  test("a second message while the first is worked on is refused, and leaves no trace", async () => {
    const id = await begin(ann.ctx, "Hello");
    const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => say(ann.ctx, id, `Now ${i}`)));
    expect(answers.every((answer) => !answer.ok && answer.error === "run_in_progress")).toBe(true);
    expect(await readAllEvents(ann.ctx, id)).toHaveLength(1);
  });

  test("another person may use the same key", async () => {
    const bob = await world.person();
    const message = { text: "Hello", idempotencyKey: newKey(), toggles: [], accounts: [] };
    const [anns, bobs] = [await startConversation(ann.ctx, message), await startConversation(bob.ctx, message)];
    expect(anns.ok && bobs.ok && anns.value.conversationId !== bobs.value.conversationId).toBe(true);
  });
});

describe("the list", () => {
  test("latest first, by title and by what was said, % and _ as they are", async () => {
    const [milk, bread] = [await begin(ann.ctx, "Buy milk 100%"), await begin(ann.ctx, "Bread and butter_knife")];
    const idsFor = async (search: string) =>
      (await listConversations(ann.ctx, { search })).conversations.map(({ id }) => id);
    expect((await idsFor("")).slice(0, 2)).toEqual([bread, milk]);
    expect(await idsFor("MILK 100%")).toEqual([milk]);
    expect(await idsFor("%")).toEqual([milk]);
    expect(await idsFor("butter_k")).toEqual([bread]);
    await renameConversation(ann.ctx, bread, "Groceries");
    expect(await idsFor("groc")).toEqual([bread]);
    expect(await idsFor("butter")).toEqual([bread]);
  });

  test("goes on, page by page, without gap or repetition", async () => {
    const { orgId, userId } = ann.ctx;
    const updatedAt = new Date();
    const data = Array.from({ length: 65 }, () => ({ id: newId("conversation"), orgId, userId, updatedAt }));
    await db().conversation.createMany({ data });
    const seen: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await listConversations(ann.ctx, { search: "", cursor });
      seen.push(...page.conversations.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toHaveLength(66);
    expect(new Set(seen).size).toBe(66);
  });

  test("the title is the beginning of the first message", async () => {
    const id = await begin(ann.ctx, "  One two three\nfour five six seven eight nine ten ");
    expect(await db().conversation.findUnique({ where: { id } })).toMatchObject({
      title: "One two three four five six seven eight…",
    });
  });
});

test("deleting a conversation leaves nothing of it but the trail", async () => {
  world.model.script({ calls: [{ name: ann.toolName, arguments: {} }] });
  const id = await withWorker(async () => {
    const begun = await begin(ann.ctx, "Act", [{ connectorId: ann.connectorId, toolName: "other", enabled: false }]);
    await readUntil(ann.ctx, begun, isWaiting);
    return begun;
  });
  expect(await deleteConversation(ann.ctx, id)).toEqual({ ok: true, value: undefined });
  const where = { conversationId: id };
  const left = await Promise.all([
    db().run.count({ where }),
    db().conversationEvent.count({ where }),
    db().toolCall.count({ where }),
    db().conversationToggle.count({ where }),
    db().conversation.count({ where: { id } }),
  ]);
  expect(left).toEqual([0, 0, 0, 0, 0]);
  const trail = { subjectId: id, type: "conversation.deleted", actorId: ann.ctx.userId };
  expect(await db().auditEvent.count({ where: trail })).toBe(1);
});

describe("switches", () => {
  const toolsOf = async (id: string) => (await conversationTools(ann.ctx, id)).map(({ isOffered }) => isOffered);

  test("what is switched off or blocked is not offered, and not counted", async () => {
    const id = await begin(ann.ctx, "Hello");
    const { connectorId, ctx } = ann;
    expect(await toolsOf(id)).toEqual([true]);
    await setToggles(ctx, id, [{ connectorId, toolName: TOOL.name, enabled: false }]);
    expect(await toolsOf(id)).toEqual([false]);
    await setToggles(ctx, id, [{ connectorId, toolName: TOOL.name, enabled: true }]);
    await setToggles(ctx, id, [{ connectorId, enabled: false }]);
    expect(await toolsOf(id)).toEqual([false]);
    expect(await conversationConnectors(ctx, id)).toMatchObject([{ enabled: false, effectiveToolCount: 0 }]);
    await setToggles(ctx, id, [{ connectorId, enabled: true }]);
    await setPolicy(ann, "block");
    expect(await toolsOf(id)).toEqual([false]);
    expect(await conversationConnectors(ctx, null)).toMatchObject([
      {
        enabled: true,
        effectiveToolCount: 0,
        tools: [{ policy: "block", enabled: true, title: "Act", kind: null }],
      },
    ]);
  });

  test("a connector of another workspace has none", async () => {
    const bob = await world.person();
    const id = await begin(ann.ctx, "Hello");
    const toggle = { connectorId: bob.connectorId, enabled: false };
    expect(await setToggles(ann.ctx, id, [toggle])).toEqual({ ok: false, error: "not_found" });
  });
});

test("to anybody else, of the organization or not, a conversation and its calls do not exist", async () => {
  world.model.script({ calls: [{ name: ann.toolName, arguments: {} }] });
  const { id, callId } = await withWorker(async () => {
    const begun = await begin(ann.ctx, "Secret plans");
    const [block] = lastBlocks(await readUntil(ann.ctx, begun, isWaiting));
    return { id: begun, callId: block?.type === "tool_call" ? block.toolCallId : "" };
  });
  const colleague = contextFor(await createMember({ org: ann.member.org, role: "owner" }));
  const stranger = contextFor(await createMember());
  const notFound = { ok: false, error: "not_found" };
  for (const ctx of [colleague, stranger]) {
    expect(await say(ctx, id, "Hello")).toEqual(notFound);
    expect(await postMessage(ctx, id, { retry: true, idempotencyKey: newKey() })).toEqual(notFound);
    expect(await stopConversation(ctx, id)).toEqual(notFound);
    expect(await renameConversation(ctx, id, "Mine")).toEqual(notFound);
    expect(await deleteConversation(ctx, id)).toEqual(notFound);
    expect(await setToggles(ctx, id, [{ connectorId: ann.connectorId, enabled: false }])).toEqual(notFound);
    expect(await decideCall(ctx, callId, "allow_always")).toEqual(notFound);
    expect(await readAllEvents(ctx, id)).toEqual([]);
    expect(await listConversations(ctx, { search: "secret" })).toMatchObject({ conversations: [] });
    const tool = { connectorId: ann.connectorId, toolName: TOOL.name, arguments: {} };
    expect(await startConversation(ctx, { tool, idempotencyKey: newKey(), toggles: [], accounts: [] })).toEqual({
      ok: false,
      error: "unknown_tool",
    });
  }
  expect(await db().run.findFirst({ where: { conversationId: id } })).toMatchObject({ state: "waiting" });
});
