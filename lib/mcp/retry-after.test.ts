import { expect, test } from "vitest";
import { RETRY_AFTER_MAX_MS } from "./constants.ts";
import { retryTime } from "./retry-after.ts";

const now = Date.UTC(2026, 10, 21, 4);
const after = (header: string | null) => {
  const at = retryTime(header, now);
  return at && at.getTime() - now;
};

test.each<[string | null, number | null]>([
  ["7", 7_000],
  [" 0 ", 0],
  [new Date(now + 9_000).toUTCString(), 9_000],
  [new Date(now - 9_000).toUTCString(), 0],
  ["86400", RETRY_AFTER_MAX_MS],
  ["99999999999999999999", null],
  ["-5", null],
  ["soon", null],
  ["", null],
  [null, null],
])("%j is %j ms", (header, ms) => {
  expect(after(header)).toBe(ms);
});
