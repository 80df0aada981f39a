/** Why an outbound request did not happen or did not finish. Words for people: messages, `traces.network`. */
export const EGRESS_REASONS = [
  "invalid_url",
  "scheme_not_allowed",
  "userinfo_not_allowed",
  "address_not_public",
  "dns_failed",
  "connect_failed",
  "tls_failed",
  "timeout",
  "too_large",
  "redirect_refused",
  "aborted",
] as const;
export type EgressReason = (typeof EGRESS_REASONS)[number];

/**
 * An outbound request that did not happen or did not finish. Carries the host at most: never the path, the query or a
 * header. `name` is "AbortError" when the caller's own signal ended it, as callers of `fetch` expect.
 */
export class EgressError extends Error {
  readonly reason: EgressReason;
  /** The host as parsed (punycode), or "" when the URL has none. */
  readonly host: string;
  /** False only where it is certain that not one byte of the request left this machine. */
  readonly maybeSent: boolean;

  constructor(reason: EgressReason, host: string, options: { maybeSent: boolean }) {
    super(host ? `${reason}: ${host}` : reason);
    this.name = reason === "aborted" ? "AbortError" : "EgressError";
    this.reason = reason;
    this.host = host;
    this.maybeSent = options.maybeSent;
  }
}

/** The EgressError in a chain of causes, if there is one (undici wraps what a connector throws). */
export function findEgressError(error: unknown): EgressError | null {
  let current = error;
  for (let depth = 0; depth < 8 && current instanceof Error; depth++) {
    if (current instanceof EgressError) return current;
    current = current.cause;
  }
  return null;
}
