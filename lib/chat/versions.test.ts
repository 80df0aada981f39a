import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ToolCallView } from "#lib/tool-calls/types.ts";
import { EMPTY_TRANSCRIPT, fold } from "./transcript.ts";
import type { ConversationEvent, EventBody, Transcript } from "./types.ts";

/** A log in which each entry is an event of the run before it, or begins a run of its own. */
function logOf(bodies: EventBody[]): ConversationEvent[] {
  let run = 0;
  return bodies.map((body, i) => {
    if (body.type === "user_message" || body.type === "run_retried") run++;
    return { ...body, seq: i + 1, runId: body.type === "version_chosen" ? null : `run_${run}`, at: "" };
  });
}

const ask = (text: string, beside?: number): EventBody => ({
  type: "user_message",
  payload: { text, ...(beside !== undefined && { beside }) },
});
const again = (beside: number): EventBody => ({ type: "run_retried", payload: { beside } });
const look = (messageId: number): EventBody => ({ type: "version_chosen", payload: { messageId } });
const reply = (text: string, ...calls: string[]): EventBody => ({
  type: "step_finished",
  payload: { step: 0, text, calls: calls.map((id) => ({ modelCallId: id, modelName: "n", toolCallId: id })) },
});

const read = (bodies: EventBody[]) => fold(EMPTY_TRANSCRIPT, logOf(bodies));
/** The words of the path shown. */
const words = ({ messages }: Transcript) =>
  messages.map((message) => {
    if (message.role === "user") return message.content.type === "text" ? message.content.text : "";
    return message.blocks.map((block) => (block.type === "text" ? block.text : "call")).join(" ");
  });

describe("an edited message", () => {
  // 1 ask, 2 reply, 3 ask, 4 reply
  const talk = [ask("One"), reply("1"), ask("Two"), reply("2")];

  test("stands beside the old one, which keeps all that followed", () => {
    const edited = read([...talk, ask("One, please", 1), reply("1!")]);
    expect(words(edited)).toEqual(["One, please", "1!"]);
    expect(edited.messages[0]?.versions).toEqual([1, 5]);
    const back = read([...talk, ask("One, please", 1), reply("1!"), look(1)]);
    expect(words(back)).toEqual(["One", "1", "Two", "2"]);
    expect(back.messages[0]?.versions).toEqual([1, 5]);
  });

  test("can be edited again, from whichever version is shown", () => {
    const thrice = read([...talk, ask("Second", 3), ask("Third", 5), look(3), ask("Fourth", 3)]);
    expect(words(thrice)).toEqual(["One", "1", "Fourth"]);
    expect(thrice.messages[2]?.versions).toEqual([3, 5, 6, 8]);
    expect(thrice.aside.map(([head]) => head?.versions)).toEqual([
      [3, 5, 6, 8],
      [3, 5, 6, 8],
      [3, 5, 6, 8],
    ]);
  });

  test("goes on where it is shown, and each way keeps its own", () => {
    const log = [...talk, ask("Uno", 1), reply("1 (it)"), ask("Due"), look(1), ask("Three"), look(5)];
    expect(words(read(log))).toEqual(["Uno", "1 (it)", "Due"]);
    expect(words(read([...log, look(1)]))).toEqual(["One", "1", "Two", "2", "Three"]);
  });

  test("within another version is reached from anywhere", () => {
    const nested = [...talk, ask("Two, edited", 3), reply("2!"), ask("One, edited", 1), reply("1!")];
    expect(words(read([...nested, look(3)]))).toEqual(["One", "1", "Two", "2"]);
    expect(words(read([...nested, look(6)]))).toEqual(["One", "1", "Two, edited", "2!"]);
  });
});

describe("an answer given anew", () => {
  test("stands beside the old one", () => {
    const twice = read([ask("Hello"), reply("Hi"), ask("More"), again(2), reply("Good day")]);
    expect(words(twice)).toEqual(["Hello", "Good day"]);
    expect(twice.messages[1]).toMatchObject({ id: 4, runId: "run_3", versions: [2, 4] });
    expect(words(read([ask("Hello"), reply("Hi"), ask("More"), again(2), reply("Good day"), look(2)]))).toEqual([
      "Hello",
      "Hi",
      "More",
    ]);
  });

  test("that comes to nothing keeps its place for the next attempt", () => {
    const failed: EventBody = { type: "run_failed", payload: { code: "model_timeout" } };
    const retried: EventBody = { type: "run_retried", payload: {} };
    const log = [ask("Hello"), reply("Hi"), again(2), failed, retried, reply("Good day")];
    const { messages } = read(log);
    expect(messages).toHaveLength(2);
    expect(messages[1]).toMatchObject({ id: 3, runId: "run_3", ending: null, versions: [2, 3] });
  });
});

test("a call that is decided late is updated on a way that is not shown", () => {
  const state = { id: "tcl_1", state: "expired" } as ToolCallView;
  const log = logOf([ask("Hello"), reply("", "tcl_1"), ask("Hello again", 1)]);
  const late: ConversationEvent = {
    type: "tool_call",
    payload: { toolCallId: "tcl_1", state: "expired" },
    call: state,
    seq: 4,
    runId: "run_1",
    at: "",
  };
  const before = fold(EMPTY_TRANSCRIPT, log);
  const after = fold(before, [late]);
  expect(after.aside[0]?.[1]).toMatchObject({ blocks: [{ call: state }] });
  expect(before.aside[0]?.[1]).toMatchObject({ blocks: [{ call: null }] });
});

test("what does not exist changes nothing", () => {
  const transcript = read([ask("Hello"), reply("Hi")]);
  expect({ ...fold(transcript, [{ ...look(77), seq: 3, runId: null, at: "" }]), lastSeq: 2 }).toEqual(transcript);
});

const entry = fc.oneof(
  fc.constant(ask("…")),
  fc.nat(30).map((id) => ask("… edited", id)),
  fc.nat(30).map(again),
  fc.nat(30).map(look),
  fc.constant(reply("…")),
);

test("whatever is edited and looked at: no message is lost, and every version can be shown", () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 30 }), (bodies) => {
      const transcript = read([ask("first"), ...bodies]);
      const all = [...transcript.messages, ...transcript.aside.flat()];
      const ids = all.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      const said = bodies.flatMap((body, i) => (body.type === "user_message" ? [i + 2] : []));
      expect(ids).toEqual(expect.arrayContaining(said));
      for (const { id, versions = [id] } of all) {
        expect(versions).toContain(id);
        const shown = fold(transcript, [{ ...look(id), seq: 1000, runId: null, at: "" }]);
        expect(shown.messages.map((message) => message.id)).toContain(id);
        expect([...shown.messages, ...shown.aside.flat()].map((message) => message.id).toSorted()).toEqual(
          ids.toSorted(),
        );
      }
      // Of several versions one is on the way that leads to them, the others are aside.
      for (const [head] of transcript.aside) expect(head?.versions?.length).toBeGreaterThan(1);
    }),
    { numRuns: 300, seed: 4 },
  );
});
