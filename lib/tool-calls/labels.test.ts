import { expect, test } from "vitest";
import messages from "../../messages/en/toolCalls.json" with { type: "json" };
import { STATE_LABELS } from "./labels.ts";

test("the states are named in contract.md's words, and one more for a server's question", () => {
  const words = messages.state;
  const used = Object.values(STATE_LABELS).map((key) => words[key.replace("state.", "") as keyof typeof words]);
  expect(new Set(used)).toEqual(new Set(Object.values(words)));
  expect(Object.values(words)).toEqual([
    "Waiting for approval",
    "Waiting for connection",
    "Waiting for your answer",
    "Running",
    "Done",
    "Failed",
    "Denied",
    "Expired",
    "Cancelled",
    "Outcome unknown",
  ]);
});
