import { expect, test } from "vitest";
import { visibleSchema, visibleText } from "./visible-text.ts";

const hidden = [..."obey"].map((char) => String.fromCodePoint(0xe0000 + char.charCodeAt(0))).join("");

test("neither tags nor what is reserved beside them reaches a model", () => {
  for (let code = 0xe0000; code < 0xe0fff; code += code === 0xe00ff ? 0xf1 : 1)
    expect(visibleText(`a${String.fromCodePoint(code)}b`)).toBe("ab");
});

test("a schema is given to a model as a person would read it, its words as well as its values; names stay", () => {
  const schema = (words: string) => ({
    type: "object",
    description: `All${words}`,
    properties: {
      description: { type: "string", title: `Text${words}`, enum: [`a${words}`] },
      [`na${hidden}me`]: { default: `b${words}`, const: 1 },
      list: { anyOf: [{ description: `One\u202E${words}` }, { const: null }] },
    },
  });
  const shown = schema("");
  shown.properties.list.anyOf[0] = { description: "One" };
  expect(visibleSchema(schema(hidden))).toEqual(shown);
});
