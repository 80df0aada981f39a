import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkAnswer, defaultAnswer, type QuestionField, readQuestion } from "./elicitation.ts";

const asked = (properties: object, required: string[] = []) =>
  readQuestion({ message: "?", requestedSchema: { type: "object", properties, required } });
const fieldOf = (schema: object, required = false): QuestionField => {
  const question = asked({ a: schema }, required ? ["a"] : []);
  const field = question?.kind === "form" ? question.fields[0] : undefined;
  if (!field) throw new Error("No field");
  return field;
};
const problem = (schema: object, value: unknown) => {
  const checked = checkAnswer([fieldOf(schema)], { a: value });
  return checked.ok ? null : checked.problems.a;
};

describe("reading a question", () => {
  test.each([
    ["text", { type: "string", default: "x" }, { kind: "text", initial: "x", format: null }],
    ["an email address", { type: "string", format: "email" }, { kind: "text", format: "email", initial: "" }],
    ["a format nobody knows", { type: "string", format: "ipv7" }, { kind: "text", format: null }],
    ["a number", { type: "number", minimum: 0, default: 3.14 }, { kind: "number", isInteger: false, initial: 3.14 }],
    ["a whole number", { type: "integer", default: 42 }, { kind: "number", isInteger: true, initial: 42 }],
    ["yes or no", { type: "boolean", default: false }, { kind: "boolean", initial: false }],
    ["one of some", { type: "string", enum: ["a", "b"], default: "b" }, { kind: "choice", initial: "b" }],
    [
      "one of some with names apart",
      { type: "string", enum: ["a"], enumNames: ["Ah"] },
      { kind: "choice", options: [{ value: "a", title: "Ah" }] },
    ],
    [
      "one of some with titles (SEP-1330)",
      { type: "string", oneOf: [{ const: "a", title: "Ah" }] },
      { kind: "choice", options: [{ value: "a", title: "Ah" }] },
    ],
    [
      "several of some",
      { type: "array", items: { type: "string", enum: ["a", "b"] }, default: ["a"], maxItems: 1 },
      { kind: "choices", initial: ["a"], maxItems: 1 },
    ],
    [
      "several of some with titles",
      { type: "array", items: { anyOf: [{ const: "a", title: "Ah" }] } },
      { kind: "choices", options: [{ value: "a", title: "Ah" }], initial: [] },
    ],
  ])("%s", (_, schema, field) => {
    expect(fieldOf(schema)).toMatchObject(field);
  });

  test("a default that the form would refuse is none", () => {
    expect(fieldOf({ type: "integer", default: 7, maximum: 5 })).toMatchObject({ initial: null });
    expect(fieldOf({ type: "string", enum: ["a"], default: "z" })).toMatchObject({ initial: null });
  });

  test.each([
    ["nested", { a: { type: "object", properties: {} } }],
    ["a list of anything", { a: { type: "array", items: { type: "string" } } }],
    ["of a kind nobody knows", { a: { type: "null" } }],
    ["without an end", Object.fromEntries(Array.from({ length: 51 }, (_, i) => [i, { type: "string" }]))],
    ["too large", { a: { type: "string", default: "x".repeat(70_000) } }],
  ])("not put to a person: %s", (_, properties) => {
    expect(asked(properties)).toBeNull();
  });

  test.each([
    "javascript:alert(1)",
    "file:///etc/passwd",
    "https://ann:pw@bank.example/",
    "nowhere",
    "data:text/html,x",
  ])("an address no browser should open: %s", (url) => {
    expect(readQuestion({ mode: "url", message: "", url, elicitationId: "e" })).toBeNull();
  });

  test("a web address is shown as a browser would go there", () => {
    expect(readQuestion({ mode: "url", message: "Go", url: "https://bаnk.example/a", elicitationId: "e" })).toEqual({
      kind: "url",
      message: "Go",
      url: "https://xn--bnk-6cd.example/a",
      elicitationId: "e",
    });
  });

  test("whatever a server sends, reading it ends well", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        readQuestion(value);
        readQuestion({ message: "", requestedSchema: { properties: { a: value } } });
      }),
    );
  });
});

describe("checking an answer", () => {
  test.each([
    [{ type: "string" }, 1, "not_text"],
    [{ type: "string", minLength: 2 }, "a", "too_short"],
    [{ type: "string", maxLength: 2 }, "abc", "too_long"],
    [{ type: "string", maxLength: 1 }, "😀", null],
    [{ type: "string", format: "email" }, "nobody", "not_an_email"],
    [{ type: "string", format: "email" }, "a@example.com", null],
    [{ type: "string", format: "uri" }, "nowhere", "not_an_address"],
    [{ type: "string", format: "uri" }, "https://example.com", null],
    [{ type: "string", format: "date" }, "2026-02-30", "not_a_date"],
    [{ type: "string", format: "date" }, "2026-02-28", null],
    [{ type: "string", format: "date-time" }, "yesterday", "not_a_time"],
    [{ type: "string", format: "date-time" }, "2026-02-28T10:00:00Z", null],
    [{ type: "number" }, "1", "not_a_number"],
    [{ type: "number" }, Number.NaN, "not_a_number"],
    [{ type: "integer" }, 1.5, "not_an_integer"],
    [{ type: "number", minimum: 1 }, 0, "too_small"],
    [{ type: "number", maximum: 1 }, 2, "too_large"],
    [{ type: "boolean" }, "true", "not_a_choice"],
    [{ type: "string", enum: ["a"] }, "b", "not_a_choice"],
    [{ type: "array", items: { enum: ["a", "b"] } }, ["a", "a"], "not_a_choice"],
    [{ type: "array", items: { enum: ["a", "b"] } }, ["c"], "not_a_choice"],
    [{ type: "array", items: { enum: ["a", "b"] }, minItems: 1 }, [], "too_few"],
    [{ type: "array", items: { enum: ["a", "b"] }, maxItems: 1 }, ["a", "b"], "too_many"],
  ])("%j with %j: %s", (schema, value, expected) => {
    expect(problem(schema, value)).toBe(expected);
  });

  test("what is required must be there, what is not may be left out, what was not asked for is refused", () => {
    const required = [fieldOf({ type: "string" }, true)];
    expect(checkAnswer(required, {})).toEqual({ ok: false, problems: { a: "required" } });
    expect(checkAnswer(required, { a: "" })).toEqual({ ok: false, problems: { a: "required" } });
    expect(checkAnswer([fieldOf({ type: "string" })], {})).toEqual({ ok: true, value: {} });
    expect(checkAnswer([], { b: 1 })).toEqual({ ok: false, problems: { b: "unknown_field" } });
  });

  test("a server's pattern is never run", () => {
    const began = Date.now();
    expect(problem({ type: "string", pattern: "^(a+)+$" }, `${"a".repeat(40)}!`)).toBeNull();
    expect(Date.now() - began).toBeLessThan(1_000);
  });

  test("the defaults fit what they are defaults of", () => {
    const question = asked({
      a: { type: "integer", default: 1 },
      b: { type: "string" },
      c: { type: "boolean", default: true },
    });
    if (question?.kind !== "form") throw new Error("No form");
    expect(defaultAnswer(question.fields)).toEqual({ a: 1, c: true });
    expect(checkAnswer(question.fields, defaultAnswer(question.fields)).ok).toBe(true);
  });
});
