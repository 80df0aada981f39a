import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CAPS_DEFAULT, CAPS_MAX, CAPS_MIN } from "./constants.ts";
import { type Candidate, makePlan, narrowed, planHash, readProposal } from "./plan.ts";
import { planSchema } from "./schema.ts";

function candidate(toolName: string, given: Partial<Candidate> = {}): Candidate {
  return {
    modelName: `docs__${toolName}`,
    connectorId: "con_1",
    connectionId: "acc_1",
    toolName,
    definitionHash: `hash of ${toolName}`,
    title: toolName,
    connectorName: "Docs",
    accountName: null,
    ...given,
  };
}
const candidates = [candidate("search_pages"), candidate("read_page"), candidate("list_pages")];
const proposal = (given: object) => {
  const read = readProposal(given);
  if (!read) throw new Error("not a proposal");
  return read;
};

describe("what a model gave is read forgivingly", () => {
  test.each([
    ["as asked for", { questions: [{ question: "Why?", tools: ["docs__search_pages"] }], reason: "because" }],
    ["plain questions, tools apart", { questions: ["Why?"], tools: ["docs__search_pages"], reason: "because" }],
    ["one text", { questions: "Why?", tools: "docs__search_pages", reason: "because" }],
    [
      "JSON in a text",
      'Here it is: {"questions": ["Why?"], "tools": ["docs__search_pages"], "reason": "because"} Good?',
    ],
    [
      "other names and more keys",
      { questions: [{ text: "Why?", tools: "docs__search_pages", n: 1 }], reason: "because" },
    ],
  ])("%s", (_, given) => {
    expect(readProposal(given)).toMatchObject({
      questions: ["Why?"],
      tools: ["docs__search_pages"],
      reason: "because",
    });
  });

  test.each([[null], ["no"], [{}], [{ questions: [] }], [{ questions: [""] }], [{ questions: 3 }]])(
    "%j is no proposal",
    (given) => expect(readProposal(given)).toBeNull(),
  );

  test("whatever is given, nothing breaks, and a plan made of it has the stored shape", () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.record({ questions: fc.anything(), calls: fc.anything() })), (given) => {
        const read = readProposal(given);
        const plan = read && makePlan("Q", read, candidates);
        if (plan) expect(planSchema.safeParse(plan).success).toBe(true);
      }),
      { numRuns: 500, seed: 4 },
    );
  });
});

describe("a plan", () => {
  test("holds of the tools wanted those that are allowed, and nothing a model made up", () => {
    const plan = makePlan(
      "Q",
      proposal({ questions: ["a", "b"], tools: ["search_pages", "docs__drop_table"] }),
      candidates,
    );
    expect(plan?.tools.map((tool) => tool.toolName)).toEqual(["search_pages"]);
    expect(plan?.questions).toEqual([
      { id: "q1", text: "a" },
      { id: "q2", text: "b" },
    ]);
  });

  test("is none when only tools are wanted that are not allowed; without a wish all are in it", () => {
    expect(makePlan("Q", proposal({ questions: ["a"], tools: ["docs__drop_table"] }), candidates)).toBeNull();
    expect(makePlan("Q", proposal({ questions: ["a"] }), candidates)?.tools).toHaveLength(3);
    expect(makePlan("Q", proposal({ questions: ["a"] }), [])).toBeNull();
  });

  test.each([
    [{}, CAPS_DEFAULT],
    [{ calls: 1e9, minutes: 1e9, tokens: 1e12 }, CAPS_MAX],
    [{ calls: -1, minutes: 0, tokens: 1 }, CAPS_MIN],
    [
      { calls: "7", minutes: "abc" },
      { ...CAPS_DEFAULT, calls: 7 },
    ],
  ])("asks for %j and gets caps within the maxima", (wanted, caps) => {
    expect(makePlan("Q", proposal({ questions: ["a"], ...wanted }), candidates)?.caps).toEqual(caps);
  });
});

describe("a person's changes", () => {
  const plan = makePlan("Q", proposal({ questions: ["a", "b"] }), candidates);
  if (!plan) throw new Error("no plan");
  const edit = { questions: plan.questions, tools: plan.tools, caps: plan.caps };

  test("leave out, reword and lower; and change the hash", () => {
    const less = narrowed(plan, {
      questions: [{ id: "q2", text: "B?" }],
      tools: [{ connectionId: "acc_1", toolName: "read_page" }],
      caps: { calls: 3, minutes: 2, tokens: 20_000 },
    });
    expect(less).toMatchObject({ questions: [{ id: "q2", text: "B?" }], caps: { calls: 3 } });
    expect(less?.tools.map((tool) => tool.toolName)).toEqual(["read_page"]);
    expect(less && planHash(less)).not.toBe(planHash(plan));
    expect(planHash(plan)).toBe(planHash(structuredClone(plan)));
  });

  test("add nothing", () => {
    const more = narrowed(plan, {
      ...edit,
      questions: [...plan.questions, { id: "q9", text: "and this" }],
      tools: [
        ...plan.tools,
        { connectionId: "acc_1", toolName: "drop_table" },
        { connectionId: "acc_2", toolName: "read_page" },
      ],
    });
    expect(more).toEqual(plan);
  });

  test("leave something to do", () => {
    expect(narrowed(plan, { ...edit, tools: [] })).toBeNull();
    expect(narrowed(plan, { ...edit, questions: [] })).toBeNull();
  });
});
