import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { chooseAccount } from "#lib/chat/choose-account.ts";
import { decideCall } from "#lib/chat/decide-call.ts";
import { postMessage, startConversation } from "#lib/chat/post-message.ts";
import { conversationConnectors, conversationTools } from "#lib/chat/toolset.ts";
import { db } from "#lib/platform/db/client.ts";
import { newId } from "#lib/platform/ids.ts";
import { allowByPolicy, describeTool, TOOL } from "../tool-calls/fixture.ts";
import { begin, createWorld, isIdle, isWaiting, newKey, readUntil, say, type World, withWorker } from "./world.ts";

let world: World;
let ann: Awaited<ReturnType<World["person"]>>;
let second: string;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  ann = await world.person();
  second = await anotherAccount(ann, "Home");
  wantsTool();
});

async function anotherAccount(scene: typeof ann, name: string): Promise<string> {
  const { ctx, connectorId } = scene;
  const id = newId("connection");
  const { orgId, userId } = ctx;
  await db().connection.create({ data: { id, orgId, connectorId, userId, accountKey: name, accountName: name } });
  await describeTool({ ...scene, connectionId: id }, TOOL);
  return id;
}

const accountsOfCalls = async (conversationId: string) =>
  (await db().toolCall.findMany({ where: { conversationId }, orderBy: { createdAt: "asc" } })).map(
    ({ connectionId }) => connectionId,
  );

/** Who says "Act" gets a call of the tool, whoever else's conversations are worked on meanwhile. */
const wantsTool = () =>
  world.model.replyBy(({ messages }) =>
    messages.at(-1)?.role === "user" && JSON.stringify(messages.at(-1)?.content).includes("Act")
      ? { calls: [{ name: ann.toolName, arguments: {} }] }
      : { text: ["Done."] },
  );

test("a conversation uses the first account until another is chosen, from the next step on", async () => {
  await allowByPolicy(ann);
  await withWorker(async () => {
    const id = await begin(ann.ctx, "Act");
    await readUntil(ann.ctx, id, isIdle);
    const chosen = await chooseAccount(ann.ctx, id, { connectorId: ann.connectorId, connectionId: second });
    expect(chosen).toMatchObject({ ok: true, value: { connection: { id: second, accountName: "Home" } } });
    await say(ann.ctx, id, "Act again");
    await readUntil(ann.ctx, id, (transcript) => isIdle(transcript) && transcript.messages.length === 4);
    expect(await accountsOfCalls(id)).toEqual([ann.connectionId, second]);
  });
});

test("the choice made before the first message goes along with it", async () => {
  const accounts = [{ connectorId: ann.connectorId, connectionId: second }];
  const begun = await startConversation(ann.ctx, { text: "Hello", idempotencyKey: newKey(), toggles: [], accounts });
  const id = begun.ok ? begun.value.conversationId : "";
  const [connector] = await conversationConnectors(ann.ctx, id);
  expect(connector?.connection?.id).toBe(second);
  expect((await conversationTools(ann.ctx, id)).map(({ connectionId }) => connectionId)).toEqual([second]);
  const [elsewhere] = await conversationConnectors(ann.ctx, null);
  expect(elsewhere?.connection?.id).toBe(ann.connectionId);
});

test("a call that waits keeps the account that its question names, whatever is chosen meanwhile", async () => {
  await withWorker(async () => {
    const id = await begin(ann.ctx, "Act");
    const waiting = await readUntil(ann.ctx, id, isWaiting);
    const block = waiting.messages.flatMap((message) => (message.role === "assistant" ? message.blocks : [])).at(-1);
    const call = block?.type === "tool_call" ? block.call : null;
    expect(call?.account).toEqual({ id: ann.connectionId, name: "ann@there" });
    await chooseAccount(ann.ctx, id, { connectorId: ann.connectorId, connectionId: second });
    await decideCall(ann.ctx, call?.id ?? "", "allow_always");
    await readUntil(ann.ctx, id, isIdle);
    expect(await db().toolCall.findUnique({ where: { id: call?.id ?? "" } })).toMatchObject({
      state: "succeeded",
      connectionId: ann.connectionId,
    });

    // "Allow always" was for the account on the card: the other one is asked about.
    await say(ann.ctx, id, "Act again");
    await readUntil(ann.ctx, id, isWaiting);
    expect(await accountsOfCalls(id)).toEqual([ann.connectionId, second]);
  });
});

test("a call whose account is gone does not run with another one", async () => {
  await withWorker(async () => {
    const id = await begin(ann.ctx, "Act");
    await readUntil(ann.ctx, id, isWaiting);
    const [call] = await db().toolCall.findMany({ where: { conversationId: id } });
    await db().connection.delete({ where: { id: ann.connectionId } });
    world.server.executed = 0;
    await decideCall(ann.ctx, call?.id ?? "", "allow_once");
    await readUntil(ann.ctx, id, isIdle);
    expect(world.server.executed).toBe(0);
  });
});

test("somebody else's account cannot be chosen, neither later nor with the first message", async () => {
  const bob = await world.person();
  const id = await begin(ann.ctx, "Hello");
  const bobs = { connectorId: bob.connectorId, connectionId: bob.connectionId };
  expect(await chooseAccount(ann.ctx, id, bobs)).toEqual({ ok: false, error: "not_found" });
  expect(await chooseAccount(ann.ctx, null, bobs)).toEqual({ ok: false, error: "not_found" });
  expect(await chooseAccount(bob.ctx, id, bobs)).toEqual({ ok: false, error: "not_found" });
  const message = { text: "Hello", idempotencyKey: newKey(), toggles: [], accounts: [bobs] };
  const begun = await startConversation(ann.ctx, message);
  expect(
    await db().conversationAccount.count({ where: { conversationId: begun.ok ? begun.value.conversationId : "" } }),
  ).toBe(0);
  expect((await postMessage(bob.ctx, id, { text: "Mine", idempotencyKey: newKey() })).ok).toBe(false);
});
