import { ok, type Result } from "#lib/platform/result.ts";
import { recordStep } from "#lib/platform/trace.ts";
import { tokenChallenge } from "./challenge.ts";
import { MAX_AUTHORIZATION_SERVERS } from "./constants.ts";
import { dpopAlgorithm } from "./dpop.ts";
import { checkEndpoint } from "./endpoints.ts";
import { fail } from "./problem.ts";
import { fetchResourceMetadata } from "./resource-metadata.ts";
import type { OAuthSettings, ServerMetadata } from "./schema.ts";
import { selectScope } from "./scope.ts";
import { fetchServerMetadata } from "./server-metadata.ts";
import type { AuthorizationTarget, Exchange, OAuthProblem } from "./types.ts";

/**
 * Finds out where tokens for an MCP server come from and what to ask for (MCP Authorization Server Discovery).
 *
 * `challenge` is the `WWW-Authenticate` header of the server's 401 or 403, if it sent one. Run it anew whenever
 * authorization starts: a server may have moved to another authorization server.
 */
export async function discoverAuthorization(
  i: Exchange & { serverUrl: string; challenge: string | null; settings: OAuthSettings },
): Promise<Result<AuthorizationTarget, OAuthProblem>> {
  const serverUrl = checkEndpoint(i.serverUrl.replace(/#.*$/s, ""), i.allowHttp);
  if (!serverUrl.ok) return fail("endpoint_not_allowed", "resource_metadata", serverUrl.error);

  const challenge = tokenChallenge(i.challenge);
  recordStep("challenge", { outcome: challenge ? "ok" : "skipped", evidence: { ...challenge } });
  const resource = await fetchResourceMetadata(serverUrl.value, challenge?.resourceMetadata ?? null, i);
  if (!resource.ok) return resource;

  // Without a named authorization server, the server's own origin is one (MCP 2025-03-26 §2.3.2).
  const named = resource.value?.authorization_servers ?? [];
  const metadata = await firstUsable(named.length > 0 ? named : [serverUrl.value.origin], {
    ...i,
    defaultEndpoints: named.length === 0,
  });
  if (!metadata.ok) return metadata;

  const found = { challenge: i.challenge, resource: resource.value, server: metadata.value };
  return ok({
    issuer: metadata.value.issuer,
    metadata: metadata.value,
    resource: i.settings.omitResource ? null : (resource.value?.resource ?? canonicalResource(serverUrl.value)),
    scope: i.settings.scopes?.trim() || selectScope(challenge, resource.value, metadata.value),
    dpop: dpopAlgorithm(found),
  });
}

/** The first authorization server that can be used, in the order the server names them; else why the last one cannot. */
async function firstUsable(
  identifiers: readonly string[],
  exchange: Exchange & { defaultEndpoints: boolean },
): Promise<Result<ServerMetadata, OAuthProblem>> {
  let last: Result<ServerMetadata, OAuthProblem> = fail("server_metadata_not_found", "server_metadata");
  for (const identifier of identifiers.slice(0, MAX_AUTHORIZATION_SERVERS)) {
    last = await fetchServerMetadata(identifier, exchange);
    if (last.ok) return last;
  }
  return last;
}

/** The server's URL as a resource identifier (RFC 8707 §2): without a slash that is the whole path. */
function canonicalResource(serverUrl: URL): string {
  return serverUrl.pathname === "/" && !serverUrl.search ? serverUrl.origin : serverUrl.href;
}
