import { findEgressError } from "#lib/platform/http/egress-error.ts";
import type { Result } from "#lib/platform/result.ts";
import { MAX_DETAIL_LENGTH } from "./constants.ts";
import type { OAuthProblem, OAuthReason, OAuthStep } from "./types.ts";

/** A failed Result with its problem. */
export function fail(
  reason: OAuthReason,
  step: OAuthStep,
  detail?: string,
): Extract<Result<never, OAuthProblem>, { ok: false }> {
  return { ok: false, error: problem(reason, step, detail) };
}

/** A problem; the detail is made safe to show and to log. */
export function problem(reason: OAuthReason, step: OAuthStep, detail?: string): OAuthProblem {
  return detail ? { reason, step, detail: safeText(detail) } : { reason, step };
}

const REDACTED = "[redacted]";

/**
 * Text from outside, fit for a log line and a person's eyes: no control, bidi or other invisible characters, no secrets
 * (those given, and whatever looks like one), cut to MAX_DETAIL_LENGTH.
 */
export function safeText(text: string, secrets: readonly (string | null)[] = []): string {
  let safe = text;
  for (const secret of secrets) {
    if (secret) safe = safe.replaceAll(secret, REDACTED).replaceAll(encodeURIComponent(secret), REDACTED);
  }
  safe = safe
    .replace(/[\p{C}\p{Z}]+/gu, " ")
    .replace(/\b(Basic|Bearer) \S+/gi, `$1 ${REDACTED}`)
    .replace(/[\w-]{40,}/g, REDACTED)
    .trim();
  return safe.length > MAX_DETAIL_LENGTH ? `${safe.slice(0, MAX_DETAIL_LENGTH - 1)}…` : safe;
}

const REFUSED = ["invalid_url", "scheme_not_allowed", "userinfo_not_allowed", "address_not_public", "redirect_refused"];

/** What an exception of `fetch` (or of reading a body) means. */
export function fetchProblem(error: unknown, step: OAuthStep): OAuthProblem {
  const reason = findEgressError(error)?.reason;
  if (reason === "too_large") return problem("invalid_response", step, reason);
  if (reason && REFUSED.includes(reason)) return problem("address_refused", step, reason);
  const name = error instanceof Error ? error.name : "";
  return problem("unreachable", step, reason ?? (name === "TimeoutError" ? "timeout" : "connect_failed"));
}

/** Thrown out of a `fetch` handed to the library, so that our own finding survives the library's wrapping. */
export class ExchangeFailure extends Error {
  readonly problem: OAuthProblem;
  constructor(found: OAuthProblem) {
    super(found.reason);
    this.problem = found;
  }
}

/** Our own finding in a chain of causes, or null. */
export function findExchangeFailure(error: unknown): OAuthProblem | null {
  let current = error;
  for (let depth = 0; depth < 8 && current instanceof Error; depth++) {
    if (current instanceof ExchangeFailure) return current.problem;
    current = current.cause;
  }
  return null;
}
