import type { TokenChallenge } from "./challenge.ts";
import { MAX_SCOPES } from "./constants.ts";
import type { ResourceMetadata, ServerMetadata } from "./schema.ts";

const OFFLINE_ACCESS = "offline_access";

/** The scopes of a space-separated list, once each, in order. */
function scopeList(scope: string | null): string[] {
  return [...new Set((scope ?? "").split(" ").filter(Boolean))].slice(0, MAX_SCOPES);
}

/** Both lists together (a step-up asks for what was granted and what is missing, MCP authorization); null = neither. */
export function unionScopes(a: string | null, b: string | null): string | null {
  return scopeList(`${a ?? ""} ${b ?? ""}`).join(" ") || null;
}

/**
 * What to ask for: the challenge's scope, else all the resource lists, else nothing (MCP, Scope Selection Strategy).
 * `offline_access` goes with it exactly when the authorization server lists it; it never comes alone, since that would
 * narrow a request that otherwise gets the provider's default.
 */
export function selectScope(
  challenge: TokenChallenge | null,
  resource: ResourceMetadata | null,
  server: ServerMetadata,
): string | null {
  const wanted = scopeList(challenge?.scope ?? resource?.scopes_supported?.join(" ") ?? null).filter(
    (scope) => scope !== OFFLINE_ACCESS,
  );
  if (wanted.length > 0 && server.scopes_supported?.includes(OFFLINE_ACCESS)) wanted.push(OFFLINE_ACCESS);
  return wanted.join(" ") || null;
}

/** OpenID Connect grants `offline_access` only after the person was asked (Core §11). */
export function needsConsentPrompt(scope: string | null): boolean {
  return scopeList(scope).includes(OFFLINE_ACCESS);
}
