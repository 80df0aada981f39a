import type { Verdict } from "#lib/traces/types.ts";
import type { ConnectCode } from "./errors.ts";

/** The person is on the way to the provider, or asked for a key. */
export const AWAY: Verdict = { outcome: "pending", reason: null };

/** What a code that came of connecting says of the attempt; `true` and "connected" say that it went well. */
export function connectVerdict(code: ConnectCode | "connected" | true): Verdict {
  if (code === true || code === "connected") return { outcome: "ok", reason: null };
  return { outcome: "failed", reason: code.replace(/^(oauth|mcp)\./, "") };
}
