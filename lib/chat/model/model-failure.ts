import { APICallError } from "@ai-sdk/provider";
import { RetryError } from "ai";
import { findEgressError } from "#lib/platform/http/egress-error.ts";
import type { RunFailure } from "../errors.ts";

/** What went wrong at the model, as one of the sentences we have. The error itself belongs in the log only. */
export function modelFailure(error: unknown): RunFailure {
  const cause = RetryError.isInstance(error) ? error.lastError : error;
  if (APICallError.isInstance(cause) && cause.statusCode !== undefined) return byStatus(cause.statusCode, cause);
  const egress = findEgressError(cause);
  if (egress) return egress.reason === "timeout" ? "model_timeout" : "model_unreachable";
  if (cause instanceof Error && cause.name === "TimeoutError") return "model_timeout";
  return "model_failed";
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
  return "model_failed";
}
