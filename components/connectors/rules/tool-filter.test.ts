import { expect, test } from "vitest";
import type { ToolRules } from "#lib/connectors/types.ts";
import { filterTools } from "./tool-filter.ts";

function tool(name: string, given: Partial<ToolRules> = {}): ToolRules {
  const nothing = {
    mode: null,
    isAllowOutdated: false,
    kind: null,
    formerKind: null,
    hintedKind: null,
    kindMode: null,
    findings: [],
  };
  return { name, title: null, description: "", annotations: {}, definitionHash: "h", ...nothing, ...given };
}
const tools = [
  tool("list_files", { kind: "read", title: "List files" }),
  tool("send_mail", { description: "Sends a LETTER" }),
  tool("drop", { formerKind: "delete" }),
  tool("old", { kind: "write", mode: "allow", isAllowOutdated: true }),
];
const names = (filter: Parameters<typeof filterTools>[1], words = "") =>
  filterTools(tools, filter, words).map((each) => each.name);

test.each([
  ["all", ["list_files", "send_mail", "drop", "old"]],
  ["unclassified", ["send_mail", "drop"]],
  ["changed", ["drop", "old"]],
  ["read", ["list_files"]],
  ["delete", []],
  ["decided", ["old"]],
] as const)("%s", (filter, expected) => {
  expect(names(filter)).toEqual(expected);
});

test("words are found in name, title and description, whatever their case", () => {
  expect(names("all", " letter ")).toEqual(["send_mail"]);
  expect(names("read", "LIST")).toEqual(["list_files"]);
  expect(names("all", "nothing of that")).toEqual([]);
});
