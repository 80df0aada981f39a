import { ok, type Result } from "#lib/platform/result.ts";
import { step } from "#lib/platform/trace.ts";
import { getJson } from "./fetch-json.ts";
import { fail } from "./problem.ts";
import { type ResourceMetadata, resourceMetadataSchema } from "./schema.ts";
import type { Exchange, OAuthProblem } from "./types.ts";

const WELL_KNOWN = "/.well-known/oauth-protected-resource";
const STEP = "resource_metadata";

/**
 * The protected resource metadata of an MCP server (RFC 9728 §3, §5.1). The address of the challenge is authoritative:
 * when it fails, nothing else is tried. Without one: the well-known address with the server's path, then without.
 * null = the server has none (it may follow MCP 2025-03-26, which knew no such document).
 */
export function fetchResourceMetadata(
  serverUrl: URL,
  fromChallenge: string | null,
  exchange: Exchange,
): Promise<Result<ResourceMetadata | null, OAuthProblem>> {
  return step(
    STEP,
    () => findResourceMetadata(serverUrl, fromChallenge, exchange),
    (found) => {
      if (!found.ok) return {};
      if (found.value === null) return { outcome: "skipped" };
      const { resource, authorization_servers } = found.value;
      return { evidence: { resource, authorizationServer: authorization_servers?.[0] } };
    },
  );
}

async function findResourceMetadata(
  serverUrl: URL,
  fromChallenge: string | null,
  exchange: Exchange,
): Promise<Result<ResourceMetadata | null, OAuthProblem>> {
  if (fromChallenge !== null) {
    const answer = await getJson(fromChallenge, STEP, exchange);
    if (answer.kind === "failed") return { ok: false, error: answer.problem };
    if (answer.kind === "absent") return fail("resource_metadata_invalid", STEP, answer.why);
    const parsed = resourceMetadataSchema.safeParse(answer.value);
    if (!parsed.success) return fail("resource_metadata_invalid", STEP, "not a resource metadata document");
    return matching(parsed.data, serverUrl);
  }
  for (const address of resourceMetadataUrls(serverUrl)) {
    const answer = await getJson(address, STEP, exchange);
    if (answer.kind === "failed") return { ok: false, error: answer.problem };
    if (answer.kind === "absent") continue;
    const parsed = resourceMetadataSchema.safeParse(answer.value);
    if (parsed.success) return matching(parsed.data, serverUrl);
  }
  return ok(null);
}

/** The well-known addresses, in the order to try them (RFC 9728 §3.1). */
export function resourceMetadataUrls(serverUrl: URL): string[] {
  const suffix = `${serverUrl.pathname.replace(/\/$/, "")}${serverUrl.search}`;
  const root = `${serverUrl.origin}${WELL_KNOWN}`;
  return suffix ? [`${root}${suffix}`, root] : [root];
}

/**
 * Whether tokens for `resource` are meant for this server: equal, or the same origin and a path that contains the
 * server's, segment by segment. Anything looser would let a server obtain tokens meant for another (RFC 9728 §3.3).
 */
export function resourceCovers(resource: string, serverUrl: URL): boolean {
  const url = URL.parse(resource);
  if (!url || url.username || url.password || resource.includes("#")) return false;
  if (url.origin === "null" || url.origin !== serverUrl.origin) return false;
  if (url.search && url.search !== serverUrl.search) return false;
  return withSlash(serverUrl.pathname).startsWith(withSlash(url.pathname));
}

function withSlash(path: string): string {
  return path.endsWith("/") ? path : `${path}/`;
}

function matching(metadata: ResourceMetadata, serverUrl: URL): Result<ResourceMetadata, OAuthProblem> {
  return resourceCovers(metadata.resource, serverUrl)
    ? ok(metadata)
    : fail("resource_mismatch", STEP, `the metadata speaks for ${metadata.resource}`);
}
