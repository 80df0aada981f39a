import fc from "fast-check";
import { expect, test } from "vitest";
import { editedArguments, filledFields, parseArguments } from "./edited-arguments.ts";

const schema = {
  properties: {
    to: { type: "string" },
    count: { type: "integer" },
    urgent: { type: "boolean" },
    tone: { enum: ["kind", "curt"] },
    extra: { type: "object" },
  },
  required: ["to"],
};
const given = { to: "a\r\nb\u200b", count: 3, urgent: true, tone: "kind", extra: { deep: [1] }, unknown: "kept" };

/** The form as it stands, with these fields typed over. */
function edit(args: Record<string, unknown>, typed: Record<string, string>) {
  const fields = filledFields(schema, args);
  return editedArguments(
    args,
    fields,
    (name) => typed[name] ?? fields.find((field) => field.name === name)?.initial.replaceAll(/\r\n?/g, "\n") ?? "",
  );
}

test("what nobody touched stays to the byte, whatever the schema says of it", () => {
  const anything = fc.dictionary(
    fc.constantFrom(...Object.keys(given), "__proto__"),
    fc.jsonValue({ stringUnit: "binary" }),
  );
  fc.assert(
    fc.property(anything, (args) => {
      const stored = JSON.parse(JSON.stringify(args)) as Record<string, unknown>;
      expect(edit(stored, {})).toEqual({ ok: true, value: stored });
    }),
    { seed: 4, numRuns: 500 },
  );
});

test("what is typed takes the place of what the model wanted", () => {
  const typed = { to: "c", count: "4", urgent: "false", tone: "curt", extra: '{"deep":[]}' };
  const value = { to: "c", count: 4, urgent: false, tone: "curt", extra: { deep: [] }, unknown: "kept" };
  expect(edit(given, typed)).toEqual({ ok: true, value });
});

test("what is emptied is left out, unless it is required", () => {
  expect(edit({ to: "a", count: 3 }, { count: "" })).toEqual({ ok: true, value: { to: "a" } });
  expect(edit({ to: "a" }, { to: "" })).toEqual({ ok: false, problems: { to: "required" } });
});

test("a value that does not fit its field is shown as JSON", () => {
  expect(filledFields(schema, { count: "three" }).find(({ name }) => name === "count")).toMatchObject({
    kind: "json",
    initial: '"three"',
  });
});

test.each(["[1]", "1", "null", "{", ""])("%j is no arguments", (text) => {
  expect(parseArguments(text)).toBeNull();
});
