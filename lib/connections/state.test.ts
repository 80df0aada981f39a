import { expect, it } from "vitest";
import { connectorState } from "./state.ts";

const now = new Date("2026-11-20T12:00:00Z");
const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const facts = {
  isBlocked: false,
  lastCheck: null,
  connection: { state: "connected", stateReason: null },
  endsAt: null,
} as const;
const failed = { outcome: "failed", reason: "unreachable" } as const;

it.each([
  ["connected", {}],
  ["blocked", { isBlocked: true }],
  ["not_connected", { connection: null }],
  ["not_connected", { connection: null, lastCheck: { outcome: "sign_in" } as const }],
  ["unreachable", { connection: null, lastCheck: failed }],
  ["connected", { lastCheck: failed }],
  ["reconnect", { connection: { state: "needs_reauth", stateReason: "revoked" } as const }],
  ["degraded", { connection: { state: "degraded", stateReason: "refresh_failed" } as const }],
  ["unreachable", { connection: { state: "degraded", stateReason: "unreachable" } as const }],
  ["connected", { endsAt: inMinutes(45) }],
  ["expires_soon", { endsAt: inMinutes(5) }],
  ["reconnect", { endsAt: inMinutes(-1) }],
])("is %s (%j)", (state, changed) => {
  expect(connectorState({ ...facts, ...changed }, now)).toBe(state);
});
