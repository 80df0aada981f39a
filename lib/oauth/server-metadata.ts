import type { Result } from "#lib/platform/result.ts";
import { step } from "#lib/platform/trace.ts";
import type { OfferedEvidence } from "#lib/platform/trace-evidence.ts";
import { checkEndpoint, checkEndpoints } from "./endpoints.ts";
import { getJson } from "./fetch-json.ts";
import { fail } from "./problem.ts";
import { type ServerMetadata, serverMetadataSchema } from "./schema.ts";
import type { Exchange, OAuthProblem } from "./types.ts";

const RFC8414 = "/.well-known/oauth-authorization-server";
const OIDC = "/.well-known/openid-configuration";
const STEP = "server_metadata";

/**
 * The metadata of an authorization server, endpoints checked. Places without a JSON document are passed over; documents
 * of another issuer are never used. `defaultEndpoints`: when there is no document at all, MCP 2025-03-26 §2.3.3 names
 * the endpoints (for servers that have no resource metadata either).
 */
export function fetchServerMetadata(
  identifier: string,
  exchange: Exchange & { defaultEndpoints: boolean },
): Promise<Result<ServerMetadata, OAuthProblem>> {
  return step(
    STEP,
    () => findServerMetadata(identifier, exchange),
    (found) => (found.ok ? { evidence: evidenceOf(found.value) } : {}),
  );
}

function evidenceOf(metadata: ServerMetadata): OfferedEvidence {
  return {
    issuer: metadata.issuer,
    authorizationHost: URL.parse(metadata.authorization_endpoint ?? "")?.host,
    tokenHost: URL.parse(metadata.token_endpoint)?.host,
    hasRegistration: metadata.registration_endpoint !== undefined,
    hasClientDocument: metadata.client_id_metadata_document_supported === true,
    hasPkce: metadata.code_challenge_methods_supported?.includes("S256") === true,
  };
}

async function findServerMetadata(
  identifier: string,
  exchange: Exchange & { defaultEndpoints: boolean },
): Promise<Result<ServerMetadata, OAuthProblem>> {
  const issuer = checkEndpoint(identifier, exchange.allowHttp);
  if (!issuer.ok) return fail("endpoint_not_allowed", STEP, `issuer: ${issuer.error}`);
  if (issuer.value.search) return fail("server_metadata_invalid", STEP, "the issuer carries a query");

  let foundOther: string | null = null;
  let foundInvalid = false;
  let failed: OAuthProblem | null = null;
  for (const address of serverMetadataUrls(issuer.value)) {
    const answer = await getJson(address, STEP, exchange);
    if (answer.kind === "failed") failed ??= answer.problem;
    if (answer.kind !== "json") continue;
    const parsed = serverMetadataSchema.safeParse(answer.value);
    if (!parsed.success) {
      foundInvalid ||= "issuer" in answer.value;
      continue;
    }
    if (sameIssuer(parsed.data.issuer, identifier)) return checkEndpoints(parsed.data, exchange.allowHttp, STEP);
    foundOther ??= parsed.data.issuer;
  }
  if (foundOther !== null) return fail("issuer_mismatch", STEP, `asked ${identifier}, answered ${foundOther}`);
  // What cannot be read now may be there later: guessing endpoints in the meantime would send people astray.
  if (failed) return { ok: false, error: failed };
  if (foundInvalid) return fail("server_metadata_invalid", STEP, "required members are missing or malformed");
  if (!exchange.defaultEndpoints) return fail("server_metadata_not_found", STEP, identifier);
  return checkEndpoints(defaultMetadata(issuer.value), exchange.allowHttp, STEP);
}

/** The addresses to try, in MCP's order: RFC 8414, then OIDC with the path inserted, then OIDC with it appended. */
export function serverMetadataUrls(issuer: URL): string[] {
  const path = issuer.pathname.replace(/\/$/, "");
  const { origin } = issuer;
  return path
    ? [`${origin}${RFC8414}${path}`, `${origin}${OIDC}${path}`, `${origin}${path}${OIDC}`]
    : [`${origin}${RFC8414}`, `${origin}${OIDC}`];
}

/**
 * Whether two issuer identifiers are the same: equal as strings (RFC 8414 §3.3), with one tolerance, "https://host" and
 * "https://host/", which are the same URL and which providers mix up in both directions.
 */
export function sameIssuer(a: string, b: string): boolean {
  if (a === b) return true;
  const root = withoutRootSlash(a);
  return root !== null && root === withoutRootSlash(b);
}

function withoutRootSlash(issuer: string): string | null {
  return /^(https?:\/\/[^/?#]+)\/?$/.exec(issuer)?.[1] ?? null;
}

/** MCP 2025-03-26 §2.3.3: endpoints at the origin. What supports PKCE is not known, so it counts as not advertised. */
function defaultMetadata({ origin }: URL): ServerMetadata {
  return {
    issuer: origin,
    authorization_endpoint: `${origin}/authorize`,
    token_endpoint: `${origin}/token`,
    registration_endpoint: `${origin}/register`,
  };
}
