import fc from "fast-check";
import { expect, test } from "vitest";
import type { ToolCallView } from "#lib/tool-calls/types.ts";
import { EMPTY_TRANSCRIPT, fold } from "./transcript.ts";
import type { ConversationEvent, EventBody } from "./types.ts";

const RUN = "run_1";

/** Numbers the bodies as a log would. */
function logOf(bodies: EventBody[], runId = RUN, from = 1): ConversationEvent[] {
  return bodies.map((body, i) => ({ ...body, seq: from + i, runId, at: "2026-01-01T00:00:00.000Z" }));
}

const call = (id: string, state: string) => ({ id, state }) as ToolCallView;
const say = (text: string): EventBody => ({ type: "user_message", payload: { text } });
const edit = (text: string, beside: number): EventBody => ({ type: "user_message", payload: { text, beside } });
const look = (messageId: number): EventBody => ({ type: "version_chosen", payload: { messageId } });
const delta = (text: string): EventBody => ({ type: "text_delta", payload: { text } });
const started = (step: number): EventBody => ({ type: "step_started", payload: { step } });
const asked = { modelCallId: "m1", modelName: "notes__add", toolCallId: "tcl_1" };

test("a turn reads as a question, a text, a call and the text after it", () => {
  const log = logOf([
    say("Add a note"),
    { type: "run_started", payload: {} },
    started(0),
    delta("I will "),
    delta("add it."),
    { type: "step_finished", payload: { step: 0, text: "I will add it.", calls: [asked] } },
    { type: "tool_call", payload: { toolCallId: "tcl_1", state: "succeeded" } },
    started(1),
    delta("Done."),
    { type: "step_finished", payload: { step: 1, text: "Done.", calls: [] } },
    { type: "run_finished", payload: { reason: "done" } },
  ]).map((event) => (event.type === "tool_call" ? { ...event, call: call("tcl_1", "succeeded") } : event));
  const { messages, run, lastSeq } = fold(EMPTY_TRANSCRIPT, log);
  expect(messages).toEqual([
    { role: "user", id: 1, at: expect.any(String), content: { type: "text", text: "Add a note" } },
    {
      role: "assistant",
      id: 3,
      at: expect.any(String),
      runId: RUN,
      openStep: null,
      toolsGiven: null,
      ending: null,
      blocks: [
        { type: "text", step: 0, text: "I will add it." },
        { type: "tool_call", step: 0, ...asked, call: call("tcl_1", "succeeded") },
        { type: "text", step: 1, text: "Done." },
      ],
    },
  ]);
  expect(run).toEqual({ id: RUN, state: "idle" });
  expect(lastSeq).toBe(11);
});

test("an attachment given anyway is so in every version of its message, and nothing else changes", () => {
  const content = { content: [{ type: "text" as const, text: "A" }], isError: false };
  const from = { connector: { id: "con_1", name: "Notes" }, account: { id: "cnn_1", name: null } };
  const about = { kind: "resource" as const, name: "A", uri: "note://a", bytes: 1, content, ...from };
  const attachments = ["att_1", "att_2"].map((id) => ({ id, ...about }));
  const log = logOf([
    { type: "user_message", payload: { text: "Read", attachments } },
    { type: "run_finished", payload: { reason: "done" } },
    say("Other"),
    { type: "user_message", payload: { text: "Read it", attachments, beside: 1 } },
  ]);
  const before = fold(EMPTY_TRANSCRIPT, log);
  const after = fold(before, logOf([{ type: "attachment_given", payload: { attachmentId: "att_2" } }], RUN, 5));
  const shown = [after.messages, ...after.aside].flat();
  const given = shown.map(({ role, ...one }) =>
    role === "user" && "content" in one && one.content.type === "text"
      ? one.content.attachments?.map(({ isGivenAnyway = false }) => isGivenAnyway)
      : null,
  );
  expect(given).toEqual([[false, true], [false, true], undefined]);
  expect(after.aside[0]?.[1]).toBe(before.aside[0]?.[1]);
  expect(after.run).toEqual(before.run);
});

test("a restarted step loses what it had said, and nothing of the step before", () => {
  const log = logOf([
    say("Hello"),
    started(0),
    { type: "step_finished", payload: { step: 0, text: "First.", calls: [] } },
    started(1),
    delta("Half a sen"),
    { type: "step_restarted", payload: { step: 1 } },
    delta("Second."),
  ]);
  const answer = fold(EMPTY_TRANSCRIPT, log).messages[1];
  expect(answer).toMatchObject({ blocks: [{ text: "First." }, { text: "Second." }], openStep: 1 });
});

test("a retry drops the unfinished step and the failure, and the empty answer with it", () => {
  const failed = logOf([
    say("Hello"),
    started(0),
    delta("Half"),
    { type: "run_failed", payload: { code: "model_timeout" } },
  ]);
  const before = fold(EMPTY_TRANSCRIPT, failed);
  expect(before.messages[1]).toMatchObject({ blocks: [{ text: "Half" }], ending: { code: "model_timeout" } });
  const after = fold(before, logOf([{ type: "run_retried", payload: {} }], "run_2", 5));
  expect(after.messages.map((message) => message.role)).toEqual(["user"]);
  expect(after.run).toEqual({ id: "run_2", state: "queued" });
});

test("folding leaves what it continues from as it was", () => {
  const log = logOf([say("Hello"), started(0), delta("One")]);
  const before = fold(EMPTY_TRANSCRIPT, log);
  const copy = structuredClone(before);
  fold(before, logOf([delta(" two"), { type: "run_stopped", payload: {} }], RUN, 4));
  expect(before).toEqual(copy);
  expect(EMPTY_TRANSCRIPT).toEqual({ messages: [], aside: [], run: null, lastSeq: 0 });
});

const stepNumber = fc.integer({ min: 0, max: 2 });
const callId = fc.constantFrom("tcl_1", "tcl_2");
const body: fc.Arbitrary<EventBody> = fc.oneof(
  fc.string().map(say),
  fc.constant<EventBody>({ type: "user_message", payload: { tool: { connectorId: "con_1", toolName: "add" } } }),
  fc.string().map(delta),
  stepNumber.map(started),
  fc
    .nat(9)
    .map(
      (turns): EventBody => ({ type: "context_shortened", payload: { results: 0, attachments: 0, turns, steps: 0 } }),
    ),
  stepNumber.map((step): EventBody => ({ type: "step_restarted", payload: { step } })),
  fc.record({ step: stepNumber, text: fc.string(), id: fc.option(callId) }).map(
    ({ step, text, id }): EventBody => ({
      type: "step_finished",
      payload: { step, text, calls: [{ modelCallId: "m", modelName: "n", toolCallId: id }] },
    }),
  ),
  fc.tuple(fc.string(), fc.nat(40)).map(([text, beside]) => edit(text, beside)),
  fc.nat(40).map((beside): EventBody => ({ type: "run_retried", payload: { beside } })),
  fc.nat(40).map(look),
  callId.map((toolCallId): EventBody => ({ type: "tool_call", payload: { toolCallId, state: "succeeded" } })),
  fc.constantFrom<EventBody>(
    { type: "run_retried", payload: {} },
    { type: "run_started", payload: {} },
    { type: "run_waiting", payload: {} },
    { type: "titled", payload: { title: "Bees" } },
    { type: "run_stopped", payload: {} },
    { type: "run_finished", payload: { reason: "max_steps" } },
    { type: "run_failed", payload: { code: "internal" } },
  ),
);
const log = fc
  .array(fc.tuple(body, fc.constantFrom("run_1", "run_2")), { maxLength: 40 })
  .map((entries) =>
    entries.flatMap(([entry, runId], i) =>
      logOf([entry], runId, i + 1).map((event) =>
        event.type === "tool_call" ? { ...event, call: call(event.payload.toolCallId, `seen at ${event.seq}`) } : event,
      ),
    ),
  );

test("any log, folded in any portions, also overlapping ones, gives what folding it at once gives", () => {
  fc.assert(
    fc.property(log, fc.array(fc.nat(40)), fc.nat(5), (events, cuts, overlap) => {
      const whole = fold(EMPTY_TRANSCRIPT, events);
      let portions = EMPTY_TRANSCRIPT;
      for (const cut of [...cuts.toSorted((a, b) => a - b), events.length]) {
        const from = Math.max(0, portions.lastSeq - overlap);
        portions = fold(portions, events.slice(from, Math.max(cut, from)));
      }
      expect(portions).toEqual(whole);
    }),
  );
});
