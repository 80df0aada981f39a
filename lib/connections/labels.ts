import type { ReauthReason } from "#lib/credentials/types.ts";
import type { ConnectorState } from "./types.ts";

/** Why a person has to connect again, as far as we have words for it. */
const RECONNECT_REASONS = [
  "expired",
  "revoked",
  "interrupted",
  "client_rejected",
  "token_rejected",
  "refresh_refused",
  "sign_in_needed",
  "key_refused",
] as const satisfies readonly (ReauthReason | "sign_in_needed" | "key_refused")[];

const EXPLAINED = ["expires_soon", "reconnect", "degraded", "blocked", "needs_review", "unreachable"] as const;

export type Explanation = (typeof RECONNECT_REASONS)[number] | (typeof EXPLAINED)[number];

/**
 * The sentence that a state needs beside its word, as its key in the catalogue (`connections.explained`); null: the
 * word says it all.
 */
export function explanationOf(
  state: ConnectorState,
  connection: { stateReason: string | null } | null,
): Explanation | null {
  if (state === "reconnect") {
    // Without a reason it is the clock that ended it: nobody has asked for the token since.
    const reason = connection?.stateReason ?? "expired";
    return RECONNECT_REASONS.find((known) => known === reason) ?? "reconnect";
  }
  return EXPLAINED.find((explained) => explained === state) ?? null;
}
