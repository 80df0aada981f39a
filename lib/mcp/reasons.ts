/** Why a server could not be used or a call did not give a result. Words for people: messages, namespace `mcp`. */
export const MCP_REASONS = [
  "needs_authorization",
  "insufficient_scope",
  "token_unavailable",
  "forbidden",
  "unreachable",
  "address_refused",
  "tls_failed",
  "redirect_refused",
  "timeout",
  "rate_limited",
  "circuit_open",
  "too_busy",
  "rejected",
  "server_error",
  "not_mcp",
  "protocol_error",
  "too_large",
  "session_lost",
  "definition_changed",
  "stream_broken",
  "invalid_answer",
] as const;

export type McpReason = (typeof MCP_REASONS)[number];
