import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { storeAttachment } from "#lib/chat/attachments.ts";
import { exportConversation } from "#lib/chat/export-conversation.ts";
import { renameConversation } from "#lib/chat/mutations/conversation.ts";
import { postMessage, startConversation } from "#lib/chat/post-message.ts";
import { showVersion } from "#lib/chat/show-version.ts";
import type { Transcript } from "#lib/chat/types.ts";
import { db } from "#lib/platform/db/client.ts";
import { newId } from "#lib/platform/ids.ts";
import {
  begin,
  createWorld,
  gist,
  isIdle,
  isWaiting,
  newKey,
  read,
  readUntil,
  say,
  type World,
  withWorker,
} from "./world.ts";

let world: World;
let ann: Awaited<ReturnType<World["person"]>>;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  ann = await world.person();
  world.model.requests.length = 0;
  let answers = 0;
  world.model.replyBy(() => ({ text: [`Answer ${++answers}`] }));
});

const edit = (id: string, beside: number, text: string) =>
  postMessage(ann.ctx, id, { text, beside, idempotencyKey: newKey() });
const again = (id: string, beside: number) =>
  postMessage(ann.ctx, id, { retry: true, beside, idempotencyKey: newKey() });
const firstId = ({ messages }: Transcript) => messages[0]?.id ?? 0;
/** What the model was last told, without its instructions. */
const told = () =>
  world.model.requests
    .at(-1)
    ?.messages.slice(1)
    .map(({ content }) => content);

/** A conversation with one answer. */
async function talk(): Promise<string> {
  const id = await begin(ann.ctx, "One");
  await readUntil(ann.ctx, id, isIdle);
  return id;
}

test("an edited message begins another branch, of which alone the model reads", async () => {
  await withWorker(async () => {
    const id = await talk();
    await say(ann.ctx, id, "Two");
    const before = await readUntil(ann.ctx, id, (t) => isIdle(t) && t.messages.length === 4);
    expect(await edit(id, firstId(before), "One, edited")).toMatchObject({ ok: true });
    const edited = await readUntil(ann.ctx, id, (t) => isIdle(t) && gist(t).includes("Answer 3"));
    expect(gist(edited)).toEqual(["user: One, edited", "Answer 3"]);
    expect(told()).toEqual(["One, edited"]);

    expect(await showVersion(ann.ctx, id, firstId(before))).toEqual({ ok: true, value: undefined });
    expect(gist(await read(ann.ctx, id))).toEqual(["user: One", "Answer 1", "user: Two", "Answer 2"]);
    await say(ann.ctx, id, "Three");
    await readUntil(ann.ctx, id, (t) => isIdle(t) && t.messages.length === 6);
    expect(told()).toEqual(["One", "Answer 1", "Two", "Answer 2", "Three"]);
  });
});

test("an answer given anew stands beside the old one", async () => {
  await withWorker(async () => {
    const id = await talk();
    const [, answer] = (await read(ann.ctx, id)).messages;
    expect(await again(id, answer?.id ?? 0)).toMatchObject({ ok: true });
    const twice = await readUntil(ann.ctx, id, (t) => isIdle(t) && gist(t).includes("Answer 2"));
    expect(gist(twice)).toEqual(["user: One", "Answer 2"]);
    expect(told()).toEqual(["One"]);
    expect(twice.messages[1]?.versions).toEqual([answer?.id, twice.messages[1]?.id]);
  });
});

test("what was attached to a message goes with its edited version, to the model too", async () => {
  const attachment = {
    id: newId("attachment"),
    kind: "resource" as const,
    name: "Note",
    uri: "note://1",
    connector: { id: ann.connectorId, name: "Notes" },
    account: { id: ann.connectionId, name: null },
    bytes: 10,
    content: { content: [{ type: "text" as const, text: "Sold three." }], isError: false },
  };
  await db().$transaction((tx) => storeAttachment(tx, ann.ctx, attachment));
  await withWorker(async () => {
    const begun = await startConversation(ann.ctx, {
      text: "Look",
      attachmentIds: [attachment.id],
      idempotencyKey: newKey(),
      toggles: [],
      accounts: [],
    });
    const id = begun.ok ? begun.value.conversationId : "";
    const before = await readUntil(ann.ctx, id, isIdle);
    await edit(id, firstId(before), "Look closely");
    const edited = await readUntil(ann.ctx, id, (t) => isIdle(t) && gist(t).includes("Answer 2"));
    expect(edited.messages[0]).toMatchObject({ content: { attachments: [{ id: attachment.id }] } });
    expect(JSON.stringify(told())).toContain("Sold three.");
  });
});

describe("refused:", () => {
  test("another person's conversation, another message, an answer in place of a message, a tool run by hand", async () => {
    const id = await withWorker(talk);
    const { messages } = await read(ann.ctx, id);
    const bob = await world.person();
    const beside = messages[0]?.id ?? 0;
    const mine = { text: "Mine now", beside, idempotencyKey: newKey() };
    expect(await postMessage(bob.ctx, id, mine)).toEqual({ ok: false, error: "not_found" });
    expect(await showVersion(bob.ctx, id, beside)).toEqual({ ok: false, error: "not_found" });
    const words = (key: string) => key;
    // The model's own title comes after the answer, or not at all; a person's stays.
    await renameConversation(ann.ctx, id, "One");
    expect(await exportConversation(bob.ctx, id, words, words)).toEqual({ ok: false, error: "not_found" });
    expect(await exportConversation(ann.ctx, id, words, words)).toMatchObject({
      value: { name: "One.md", markdown: "# One\n\n## you\n\nOne\n\n## answer\n\nAnswer 1\n" },
    });
    expect(await edit(id, 9_999, "Nothing")).toEqual({ ok: false, error: "not_found" });
    expect(await edit(id, messages[1]?.id ?? 0, "An answer")).toEqual({ ok: false, error: "not_found" });
    expect(await again(id, beside)).toEqual({ ok: false, error: "not_found" });
    expect(await showVersion(ann.ctx, id, 9_999)).toEqual({ ok: false, error: "not_found" });
    expect((await read(ann.ctx, id)).messages).toEqual(messages);
  });

  test("anything while a run is going; the same key begins one run", async () => {
    world.model.replyBy(() => ({ calls: [{ name: ann.toolName, arguments: { n: 1 } }] }));
    await withWorker(async () => {
      const id = await begin(ann.ctx, "Act");
      const waiting = await readUntil(ann.ctx, id, isWaiting);
      expect(await edit(id, firstId(waiting), "Act now")).toEqual({ ok: false, error: "run_in_progress" });
      expect(await again(id, waiting.messages[1]?.id ?? 0)).toEqual({ ok: false, error: "run_in_progress" });
    });
    world.model.replyBy(() => ({ text: ["Fine"] }));
    await withWorker(async () => {
      const id = await talk();
      const one = { text: "Once", beside: firstId(await read(ann.ctx, id)), idempotencyKey: newKey() };
      const both = await Promise.all([postMessage(ann.ctx, id, one), postMessage(ann.ctx, id, one)]);
      const runs = both.map((one) => (one.ok ? one.value.runId : one.error));
      expect(runs[0]).toBe(runs[1]);
      const settled = await readUntil(ann.ctx, id, (t) => isIdle(t) && t.aside.length === 1);
      expect(settled.messages[0]?.versions).toHaveLength(2);
      expect(await db().run.count({ where: { conversationId: id } })).toBe(2);
    });
  });

  test("looking at another version while a run is going", async () => {
    await withWorker(async () => {
      const id = await talk();
      const before = await read(ann.ctx, id);
      world.model.replyBy(() => ({ calls: [{ name: ann.toolName, arguments: { n: 1 } }] }));
      await edit(id, firstId(before), "Act");
      await readUntil(ann.ctx, id, isWaiting);
      expect(await showVersion(ann.ctx, id, firstId(before))).toEqual({ ok: false, error: "run_in_progress" });
    });
  });
});

test("where an attempt failed, the answer of another version is not tried again, and the failed one is", async () => {
  await withWorker(async () => {
    const id = await talk();
    const before = await read(ann.ctx, id);
    world.model.replyBy(() => ({ status: 401 }));
    await edit(id, firstId(before), "One, edited");
    const failed = await readUntil(ann.ctx, id, (t) => isIdle(t) && gist(t).includes("ending: failed"));
    const retry = () => postMessage(ann.ctx, id, { retry: true, idempotencyKey: newKey() });
    await showVersion(ann.ctx, id, firstId(before));
    expect(await retry()).toEqual({ ok: false, error: "nothing_to_retry" });
    await showVersion(ann.ctx, id, firstId(failed));
    world.model.replyBy(() => ({ text: ["At last"] }));
    expect(await retry()).toMatchObject({ ok: true });
    expect(gist(await readUntil(ann.ctx, id, (t) => isIdle(t) && gist(t).includes("At last")))).toEqual([
      "user: One, edited",
      "At last",
    ]);
  });
});
