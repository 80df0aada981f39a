import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { NAMESPACES } from "./catalogue.ts";
import { DEFAULT_LOCALE, LOCALES } from "./locales.ts";

const root = path.resolve("messages");

/** Every message by its dotted key. */
function messages(locale: string, file: string): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (node: object, prefix: string): void => {
    for (const [key, value] of Object.entries(node)) {
      if (typeof value === "string") found.set(`${prefix}${key}`, value);
      else walk(value, `${prefix}${key}.`);
    }
  };
  walk(JSON.parse(readFileSync(path.join(root, locale, file), "utf8")), "");
  return found;
}

/** The names a message expects values for: {name}, {count, plural, …}, <link>. */
function parameters(message: string): string[] {
  const names = message.matchAll(/(?<!\b(?:zero|one|two|few|many|other|=\d+)\s?)\{(\w+)(?=[,}])|<(\w+)>/g);
  return [...new Set([...names].map(([, value, tag]) => value ?? tag ?? ""))].sort();
}

/** Values formatted by a style's name, `{at, date, long}`: pages know none, their messages being parsed by the build. */
const NAMED_STYLE = /\{\w+, ?(?:date|time|number),(?! ?::)/;

const files = readdirSync(path.join(root, DEFAULT_LOCALE));

test("every catalogue file is registered", () => {
  expect(files.map((file) => path.basename(file, ".json")).sort()).toEqual([...NAMESPACES].sort());
});

test.each(LOCALES.flatMap((locale) => files.map((file) => [locale, file] as const)))(
  "messages/%s/%s says everything the English file says, with the same values",
  (locale, file) => {
    const english = messages(DEFAULT_LOCALE, file);
    const translated = messages(locale, file);
    expect([...translated.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [key, message] of english) {
      expect(translated.get(key), key).not.toBe("");
      expect(parameters(translated.get(key) ?? ""), key).toEqual(parameters(message));
      expect(message, key).not.toMatch(NAMED_STYLE);
      expect(translated.get(key), key).not.toMatch(NAMED_STYLE);
    }
  },
);
