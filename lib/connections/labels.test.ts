import { expect, it } from "vitest";
import type { ReauthReason } from "#lib/credentials/types.ts";
import german from "../../messages/de/connections.json" with { type: "json" };
import english from "../../messages/en/connections.json" with { type: "json" };
import { explanationOf } from "./labels.ts";

const REASONS = {
  expired: true,
  revoked: true,
  interrupted: true,
  client_rejected: true,
  token_rejected: true,
  refresh_refused: true,
  sign_in_needed: true,
  key_refused: true,
} satisfies Record<ReauthReason | "sign_in_needed" | "key_refused", true>;

it.each(Object.keys(REASONS))("says why a person has to connect again: %s", (stateReason) => {
  const key = explanationOf("reconnect", { stateReason });
  expect(key).toBe(stateReason);
  for (const words of [english, german]) expect(words.explained).toHaveProperty(stateReason);
});

it.each([
  ["reconnect", { stateReason: null }, "expired"],
  ["reconnect", { stateReason: "of a later version" }, "reconnect"],
  ["degraded", { stateReason: "refresh_failed" }, "degraded"],
  ["connected", { stateReason: null }, null],
  ["not_connected", null, null],
] as const)("%s with %j: %s", (state, connection, key) => {
  expect(explanationOf(state, connection)).toBe(key);
});
