/** Why a call has no proper result, beside mcp's reasons. Each has a sentence in messages/<locale>/toolCalls.json. */
export const OWN_FAILURES = [
  "tool_error",
  "worker_lost",
  "internal",
  "input_unsupported",
  "input_declined",
  "input_endless",
  "connection_skipped",
  "connection_expired",
] as const;
export type OwnFailure = (typeof OWN_FAILURES)[number];

/** Narrows the code of a failure to one of ours. */
export function isOwnFailure(code: string): code is OwnFailure {
  return (OWN_FAILURES as readonly string[]).includes(code);
}
