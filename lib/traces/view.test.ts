import { expect, it } from "vitest";
import type { TraceStep } from "./types.ts";
import { forMember, isGivenUp } from "./view.ts";

const step: TraceStep = {
  name: "era",
  outcome: "failed",
  reason: "not_mcp",
  startedAt: 0,
  durationMs: 5,
  evidence: {
    host: "10.0.0.7",
    address: "10.0.0.7",
    detail: "<html>at 10.0.0.7",
    resource: "https://10.0.0.7/mcp",
    exchanges: [{ url: "https://10.0.0.7/mcp", status: 404 }],
    transport: "sse",
    toolCount: 3,
  },
};

it("a member sees no address and nothing of what a server said", () => {
  const seen = forMember(step);
  expect(seen.evidence).toEqual({ transport: "sse", toolCount: 3 });
  expect(JSON.stringify(seen)).not.toContain("10.0.0.7");
  expect(seen).toMatchObject({ outcome: "failed", reason: "not_mcp", durationMs: 5 });
});

it("an attempt is given up once its sign-in has expired", () => {
  const start = new Date("2026-01-01T00:00:00Z");
  const after = (minutes: number) => new Date(start.getTime() + minutes * 60_000);
  expect(isGivenUp("pending", start, after(9))).toBe(false);
  expect(isGivenUp("pending", start, after(11))).toBe(true);
  expect(isGivenUp("failed", start, after(11))).toBe(false);
});
