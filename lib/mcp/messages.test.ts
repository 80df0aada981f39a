import { expect, test } from "vitest";
import de from "../../messages/de/mcp.json" with { type: "json" };
import en from "../../messages/en/mcp.json" with { type: "json" };
import { MCP_REASONS } from "./reasons.ts";

test.each([
  ["English", en],
  ["German", de],
])("%s has words for every reason", (_, messages) => {
  expect(Object.keys(messages).sort()).toEqual([...MCP_REASONS].sort());
});
