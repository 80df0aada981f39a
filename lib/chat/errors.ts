import type { ContentReason } from "#lib/connections/errors.ts";

/** Why a run failed. Each has a sentence in messages/<locale>/chatErrors.json. */
export const RUN_FAILURES = [
  "model_unreachable",
  "model_address",
  "model_unavailable",
  "model_refused_key",
  "model_unknown",
  "model_rate_limited",
  "model_context_full",
  "model_timeout",
  "model_filtered",
  "model_failed",
  "model_cut",
  "token_limit",
  "tool_call_limit",
  "access_ended",
  "internal",
] as const;
export type RunFailure = (typeof RUN_FAILURES)[number];

/** Why a call the model asked for was refused before it became a call. */
export const REFUSALS = ["unknown_tool", "invalid_arguments", "too_many_calls", "tool_call_limit"] as const;
export type Refusal = (typeof REFUSALS)[number];

/** Why a request about a conversation was refused. Each has a sentence in messages/<locale>/chatErrors.json. */
export const CHAT_ERRORS = [
  "not_found",
  "run_in_progress",
  "nothing_to_retry",
  "nothing_to_continue",
  "tool_call_limit",
  "unknown_tool",
  "invalid_arguments",
  "attachment_gone",
  "attachments_too_large",
  "already_decided",
  "expired",
  "changed",
  "not_offered",
  "already_answered",
  "question_expired",
] as const;
export type ChatError = (typeof CHAT_ERRORS)[number];

/** Why a prompt or a resource could not be taken from a connector, beside OWN_CONTENT_REASONS and MCP_REASONS. */
export const ATTACH_REASONS = ["switched_off", "too_large_to_attach", "empty"] as const;
export type AttachReason = (typeof ATTACH_REASONS)[number] | ContentReason;
