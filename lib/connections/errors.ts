import { MCP_REASONS, type McpReason } from "#lib/mcp/reasons.ts";
import { OAUTH_REASONS, type OAuthReason } from "#lib/oauth/reasons.ts";

/** Why connecting did not work: our own reasons, the provider's (`oauth.…`), the server's (`mcp.…`). */
export const OWN_CONNECT_CODES = [
  "not_found",
  "blocked",
  "account_name_taken",
  "too_many_accounts",
  "key_refused",
  "shared_key_refused",
  "sign_in_off",
  "issuer_changed",
  "connector_changed",
  "flow_unknown",
  "flow_someone_else",
  "flow_used",
  "flow_expired",
] as const;
export type OwnConnectCode = (typeof OWN_CONNECT_CODES)[number];
export type ConnectCode = OwnConnectCode | `oauth.${OAuthReason}` | `mcp.${McpReason}`;

const CODES = new Set<string>([
  ...OWN_CONNECT_CODES,
  ...OAUTH_REASONS.map((reason) => `oauth.${reason}`),
  ...MCP_REASONS.map((reason) => `mcp.${reason}`),
]);

/** Narrows what stands in an address to a code we have words for. */
export function isConnectCode(text: string): text is ConnectCode {
  return CODES.has(text);
}

const CREDENTIAL_CODES = ["not_found", "not_connected", "needs_reauth", "refresh_unavailable"] as const;
export type RefreshToolsProblem = (typeof CREDENTIAL_CODES)[number] | `mcp.${McpReason}`;

/** The code for why tools could not be read: something about the account, or about the server. */
export function toolsProblem(reason: (typeof CREDENTIAL_CODES)[number] | McpReason): RefreshToolsProblem {
  const own = CREDENTIAL_CODES.find((code) => code === reason);
  return own ?? `mcp.${reason as McpReason}`;
}

/** Why a prompt or a resource could not be had, beside the server's own trouble (MCP_REASONS). */
export const OWN_CONTENT_REASONS = [
  "not_found",
  "not_connected",
  "needs_reauth",
  "refresh_unavailable",
  "blocked",
  "not_there",
  "refused",
] as const;
export type ContentReason = (typeof OWN_CONTENT_REASONS)[number] | McpReason;
/** The server's own trouble, for which namespace `mcp` has words. */
export const SERVER_REASONS: readonly McpReason[] = MCP_REASONS;
