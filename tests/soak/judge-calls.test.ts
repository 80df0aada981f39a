import { expect, test } from "vitest";
import { type CallFacts, judgeCalls } from "./judge-calls.ts";

const FINE: CallFacts = { executionId: "x", state: "succeeded", isMarkedSent: true, sendings: 1, executions: 1 };

const judge = (given: Partial<CallFacts>, executed: string[] = []) => judgeCalls([{ ...FINE, ...given }], executed);

test.each<[string, Partial<CallFacts>]>([
  ["ran once and says so", {}],
  ["was sent and executed, its answer lost", { state: "outcome_unknown" }],
  ["was sent but never arrived, its answer lost", { state: "outcome_unknown", executions: 0 }],
  ["was never sent", { state: "denied", isMarkedSent: false, sendings: 0, executions: 0 }],
])("fine: a call that %s", (_, given) => {
  expect(judge(given)).toEqual([]);
});

test.each<[string, Partial<CallFacts>]>([
  ["executed 2 times", { executions: 2, state: "outcome_unknown" }],
  ["sent 2 times", { sendings: 2 }],
  ["executed without having been recorded as sent", { sendings: 0 }],
  ["executed without having been recorded as sent", { isMarkedSent: false }],
  ["succeeded, but executed 0 times", { executions: 0 }],
  ["failed, but it was executed", { state: "failed" }],
  ["still dispatched", { state: "dispatched" }],
])("found: %s", (what, given) => {
  expect(judge(given)).toContain(`x: ${what}`);
});

test("found: an execution that no call stands for", () => {
  expect(judge({}, ["x", "stranger"])).toEqual(["stranger: executed, but there is no such call"]);
});
