import { expect, test } from "vitest";
import { formFields, parseForm } from "./schema-form.ts";

const schema = {
  type: "object",
  properties: {
    note: { type: "string", description: "Free text" },
    amount: { type: "number", minimum: 0 },
    count: { type: ["integer", "null"], default: 3 },
    urgent: { type: "boolean" },
    size: { enum: ["S", "M", 5] },
    address: { type: "object", properties: { city: { type: "string" } } },
    anything: {},
    tags: { type: "array", items: { type: "string" } },
  },
  required: ["amount", "address"],
};
const fields = formFields(schema);
const filled = (texts: Record<string, string>) => (name: string) => texts[name] ?? "";

test("each property becomes a field of its kind, required ones first", () => {
  expect(fields.map(({ name, kind, required }) => [name, kind, required])).toEqual([
    ["amount", "number", true],
    ["address", "json", true],
    ["note", "text", false],
    ["count", "number", false],
    ["urgent", "boolean", false],
    ["size", "choice", false],
    ["anything", "json", false],
    ["tags", "json", false],
  ]);
  expect(fields.filter((field) => field.kind === "json" && field.isList).map(({ name }) => name)).toEqual(["tags"]);
  expect(fields.find(({ name }) => name === "count")?.initial).toBe("3");
});

test("texts become arguments of the schema's types; what was left empty is left out", () => {
  const texts = { amount: "1.5", address: '{"city":"Bern"}', count: "2", urgent: "false", size: "5", note: "" };
  expect(parseForm(fields, filled(texts))).toEqual({
    ok: true,
    value: { amount: 1.5, address: { city: "Bern" }, count: 2, urgent: false, size: 5 },
  });
});

test("what does not fit is said per field", () => {
  expect(parseForm(fields, filled({ amount: "much", count: "1.5", size: "XL", anything: "{" }))).toEqual({
    ok: false,
    problems: {
      amount: "not_a_number",
      address: "required",
      count: "not_an_integer",
      size: "not_a_choice",
      anything: "not_json",
    },
  });
});

test("a property may have any name", () => {
  const odd = formFields(JSON.parse('{"properties":{"__proto__":{"type":"string"}},"required":["__proto__"]}'));
  const parsed = parseForm(odd, () => "x");
  expect(parsed.ok && Object.entries(parsed.value)).toEqual([["__proto__", "x"]]);
});

test.each([[{}], [{ properties: null }], [{ properties: { a: true }, required: "a" }]])(
  "a schema that says little (%j) still makes a form",
  (odd) => {
    expect(parseForm(formFields(odd), () => "")).toEqual({ ok: true, value: {} });
  },
);
