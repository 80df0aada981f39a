import { expect, test } from "vitest";
import { WORKER_LOST } from "#lib/tool-calls/constants.ts";
import { RunControl } from "./run-control.ts";

test.each([
  ["stop", "stop"],
  ["lease_lost", WORKER_LOST],
  ["shutdown", WORKER_LOST],
] as const)("calls under way learn from %s whether a person wanted them to end", (why, reason) => {
  const control = new RunControl();
  control.interrupt(why);
  expect(control.signal.reason).toBe(reason);
  expect(control.mayBegin).toBe(false);
});
