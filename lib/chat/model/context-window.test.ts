import type { ModelMessage } from "ai";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitContext, messageTokens } from "./context-window.ts";

const said = (content: string): ModelMessage => ({ role: "user", content });
const attached = (text: string): ModelMessage => ({ role: "user", content: [{ type: "text", text }] });
const answered = (text: string): ModelMessage => ({ role: "assistant", content: [{ type: "text", text }] });
const called = (id: string): ModelMessage => ({
  role: "assistant",
  content: [{ type: "tool-call", toolCallId: id, toolName: "notes", input: {} }],
});
const result = (id: string, value: string): ModelMessage => ({
  role: "tool",
  content: [{ type: "tool-result", toolCallId: id, toolName: "notes", output: { type: "text", value } }],
});

const size = (messages: readonly ModelMessage[]) => messages.reduce((sum, one) => sum + messageTokens(one), 0);
const within = (messages: ModelMessage[], budget: number) => fitContext([], messages, budget);

describe("what does not fit is shortened in this order:", () => {
  const long = (mark: string) => `${mark}-begin ${"x".repeat(9_000)} ${mark}-end`;
  const talk = [
    attached(long("attachment")),
    said("First"),
    called("a"),
    result("a", long("old")),
    answered("One."),
    said("Second"),
    called("b"),
    result("b", long("earlier")),
    called("c"),
    result("c", long("last")),
  ];
  const all = size(talk);

  test("nothing, where there is room", () => {
    expect(within(talk, all)).toEqual({
      messages: talk,
      shortened: { results: 0, attachments: 0, turns: 0, steps: 0 },
    });
  });

  test("the oldest result, with head, tail and how much is missing", () => {
    const { messages, shortened } = within(talk, all - 1_000);
    expect(shortened).toEqual({ results: 1, attachments: 0, turns: 0, steps: 0 });
    const text = JSON.stringify(messages[3]);
    expect(text).toContain("old-begin");
    expect(text).toContain("old-end");
    expect(text).toMatch(/7\d\d\d of 9\d\d\d characters were left out here/);
    expect(messages.filter((_, i) => i !== 3)).toEqual(talk.filter((_, i) => i !== 3));
  });

  test("then older attachments, then the oldest turns, then earlier steps, the last step's results at the end", () => {
    const steps = Array.from({ length: 120 }, (_, i) => JSON.stringify(within(talk, all - i * 100).shortened));
    expect([...new Set(steps)].map((each) => JSON.parse(each))).toEqual([
      { results: 0, attachments: 0, turns: 0, steps: 0 },
      { results: 1, attachments: 0, turns: 0, steps: 0 },
      { results: 2, attachments: 0, turns: 0, steps: 0 },
      { results: 2, attachments: 1, turns: 0, steps: 0 },
      { results: 1, attachments: 0, turns: 1, steps: 0 },
      { results: 0, attachments: 0, turns: 1, steps: 1 },
      { results: 1, attachments: 0, turns: 1, steps: 1 },
    ]);
    const { messages } = within(talk, 500);
    expect(messages.map(({ role }) => role)).toEqual(["user", "user", "user", "assistant", "tool"]);
    expect(messages[1]).toEqual(said("Second"));
    expect(size(messages)).toBeLessThanOrEqual(500);
  });
});

test("pictures of older results go first, and it is said", () => {
  const picture: ModelMessage = {
    role: "tool",
    content: [
      {
        type: "tool-result",
        toolCallId: "a",
        toolName: "photo",
        output: {
          type: "content",
          value: [
            { type: "text", text: "A bee" },
            { type: "file", mediaType: "image/png", data: { type: "data", data: "AAAA" } },
          ],
        },
      },
    ],
  };
  const { messages } = within([said("Show me"), called("a"), picture, answered("There."), said("Thanks")], 500);
  expect(JSON.stringify(messages)).toContain("A bee\\n[1 pictures were left out");
});

const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.nat(40_000).map((length) => "wörd ".repeat(length / 5)),
);
const step = fc.record({ calls: fc.array(text, { minLength: 1, maxLength: 3 }) });
const turn = fc.record({
  asked: fc.string({ minLength: 1, maxLength: 200 }),
  attachment: fc.option(text),
  steps: fc.array(step, { maxLength: 3 }),
  answer: fc.option(text),
});
const conversation = fc.array(turn, { minLength: 1, maxLength: 8 }).map((turns) => {
  let next = 0;
  return turns.flatMap(({ asked, attachment, steps, answer }, i): ModelMessage[] => [
    ...(attachment === null ? [] : [attached(attachment)]),
    said(asked),
    ...steps.flatMap(({ calls }): ModelMessage[] => {
      const ids = calls.map(() => `call_${next++}`);
      const asks = ids.flatMap((id) => [called(id).content].flat()) as never;
      const results = ids.flatMap((id, at) => [result(id, calls[at] ?? "").content].flat()) as never;
      return [
        { role: "assistant", content: asks },
        { role: "tool", content: results },
      ];
    }),
    // The last turn is under way: a model is asked.
    ...(i === turns.length - 1 ? [] : [answered(answer ?? "Done.")]),
  ]);
});

const callIds = (messages: readonly ModelMessage[], type: "tool-call" | "tool-result") =>
  messages.flatMap(({ content }) =>
    typeof content === "string" ? [] : content.flatMap((part) => (part.type === type ? [part.toolCallId] : [])),
  );

test("whatever the conversation: never over budget, no call without its result, the last message whole, always the same", () => {
  fc.assert(
    fc.property(conversation, fc.integer({ min: 4_500, max: 80_000 }), (messages, budget) => {
      const fitted = within(messages, budget);
      expect(size(fitted.messages)).toBeLessThanOrEqual(budget);
      expect(callIds(fitted.messages, "tool-result")).toEqual(callIds(fitted.messages, "tool-call"));
      const lastSaid = messages.findLast(({ role, content }) => role === "user" && typeof content === "string");
      expect(fitted.messages).toContainEqual(lastSaid);
      expect(callIds(fitted.messages, "tool-call").at(-1)).toBe(
        messages.at(-1)?.role === "tool"
          ? callIds(messages, "tool-call").at(-1)
          : callIds(fitted.messages, "tool-call").at(-1),
      );
      expect(fitted.messages[0]?.role).toBe("user");
      expect(within(messages, budget)).toEqual(fitted);
    }),
    { numRuns: 300, seed: 4 },
  );
});

test("a smaller budget never gives a larger request, but for the words that say so", () => {
  const NOTICE_TOKENS = 80;
  fc.assert(
    fc.property(conversation, fc.tuple(fc.nat(60_000), fc.nat(60_000)), (messages, budgets) => {
      const [smaller, larger] = budgets.toSorted((a, b) => a - b).map((budget) => within(messages, budget));
      expect(size(smaller?.messages ?? [])).toBeLessThanOrEqual(size(larger?.messages ?? []) + NOTICE_TOKENS);
    }),
    { numRuns: 200, seed: 4 },
  );
});
