import { APICallError } from "@ai-sdk/provider";
import { RetryError } from "ai";
import { type EgressReason, findEgressError } from "#lib/platform/http/egress-error.ts";
import type { RunFailure } from "../errors.ts";

/** Why a model did not answer, and whether it is worth asking again: after how long, if its provider said. */
export type ModelProblem = { code: RunFailure; retryAfterMs: number | "unsaid" | null };

/** What went wrong at the model, as one of the sentences we have. The error itself belongs in the log only. */
export function modelProblem(error: unknown): ModelProblem {
  const cause = RetryError.isInstance(error) ? error.lastError : error;
  if (APICallError.isInstance(cause) && cause.statusCode !== undefined) {
    const status = cause.statusCode;
    return { code: byStatus(status, cause), retryAfterMs: mayPass(status) ? retryAfter(cause.responseHeaders) : null };
  }
  const egress = findEgressError(cause);
  if (egress) return byEgress(egress.reason);
  if (cause instanceof Error && cause.name === "TimeoutError") return { code: "model_timeout", retryAfterMs: null };
  return { code: "model_failed", retryAfterMs: null };
}

function byStatus(status: number, error: APICallError): RunFailure {
  if (status === 401 || status === 403) return "model_refused_key";
  if (status === 404) return "model_unknown";
  if (status === 429) return "model_rate_limited";
  if (status === 408 || status === 504) return "model_timeout";
  if (
    status === 413 ||
    (status === 400 && /context|too long|too many tokens|maximum.{0,20}tokens/i.test(error.message))
  )
    return "model_context_full";
  return status >= 500 ? "model_unavailable" : "model_failed";
}

function mayPass(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

const NOT_ALLOWED: ReadonlySet<EgressReason> = new Set([
  "invalid_url",
  "scheme_not_allowed",
  "userinfo_not_allowed",
  "address_not_public",
  "redirect_refused",
]);
/** The network's own moods. Who has waited for a silent model has waited long enough. */
const PASSING: ReadonlySet<EgressReason> = new Set(["dns_failed", "connect_failed"]);

function byEgress(reason: EgressReason): ModelProblem {
  if (NOT_ALLOWED.has(reason)) return { code: "model_address", retryAfterMs: null };
  if (reason === "timeout") return { code: "model_timeout", retryAfterMs: null };
  return { code: "model_unreachable", retryAfterMs: PASSING.has(reason) ? "unsaid" : null };
}

/** `Retry-After` in seconds or as a date, or the finer header some providers send. */
function retryAfter(headers: Record<string, string> = {}): number | "unsaid" {
  const ms = Number(headers["retry-after-ms"] ?? Number.NaN);
  if (ms >= 0) return ms;
  const given = headers["retry-after"];
  if (given === undefined) return "unsaid";
  const seconds = Number(given);
  if (seconds >= 0) return seconds * 1_000;
  const date = Date.parse(given);
  return Number.isNaN(date) ? "unsaid" : Math.max(0, date - Date.now());
}
