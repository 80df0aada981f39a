import {
  allowInsecureRequests,
  customFetch,
  DPoP,
  isDPoPNonceError,
  protectedResourceRequest,
  WWWAuthenticateChallengeError,
} from "oauth4webapi";
import { parseChallenges } from "./challenge.ts";
import { chooseAlgorithm, importKeyPair, type PrivateKey } from "./private-key.ts";
import type { ResourceMetadata, ServerMetadata } from "./schema.ts";

/**
 * The algorithm for binding tokens to a key (RFC 9449), or null for bearer tokens. Both sides have to know DPoP: the
 * authorization server lists algorithms, and the MCP server speaks of it in its challenge or metadata. A server that
 * does not would refuse a bound token, and most that sit behind a modern authorization server do not.
 */
export function dpopAlgorithm(i: {
  challenge: string | null;
  resource: ResourceMetadata | null;
  server: ServerMetadata;
}): DpopAlgorithm | null {
  const listed = i.server.dpop_signing_alg_values_supported;
  const isAccepted =
    i.resource?.dpop_bound_access_tokens_required === true ||
    i.resource?.dpop_signing_alg_values_supported !== undefined ||
    parseChallenges(i.challenge ?? "").some(({ scheme }) => scheme === "dpop");
  return listed && isAccepted ? chooseAlgorithm(listed) : null;
}

export type DpopAlgorithm = NonNullable<ReturnType<typeof chooseAlgorithm>>;

/**
 * A fetch for an MCP server that presents bound tokens as RFC 9449 §7.1 asks: scheme `DPoP`, and a proof of its own for
 * every request, redirects included. A nonce that the server demands (§9) is used from then on; the demand itself is
 * answered by sending the request once more, since a request that is refused has not run.
 * @param keyOf the key that a token is bound to; null = a bearer token, passed on untouched
 */
export function dpopFetch(
  send: typeof fetch,
  keyOf: (accessToken: string) => Promise<PrivateKey | null>,
): typeof fetch {
  const handles = new Map<string, ReturnType<typeof DPoP>>();
  const handleOf = async (key: PrivateKey) => {
    const handle = handles.get(key.kid) ?? DPoP({}, await importKeyPair(key));
    handles.set(key.kid, handle);
    return handle;
  };

  return async (input, init = {}) => {
    const headers = new Headers(init.headers);
    const accessToken = /^Bearer (\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
    const key = accessToken === undefined ? null : await keyOf(accessToken);
    if (accessToken === undefined || !key) return send(input, init);
    headers.delete("authorization");
    const handle = await handleOf(key);
    const url = new URL(input instanceof Request ? input.url : input);
    const attempt = () =>
      protectedResourceRequest(accessToken, init.method ?? "GET", url, headers, null, {
        DPoP: handle,
        [allowInsecureRequests]: true,
        [customFetch]: (_url, { headers }) => send(input, { ...init, headers }),
      });
    const first = await attempt().catch(refusal);
    if (first instanceof Response) return first;
    if (!isDPoPNonceError(first) || init.body instanceof ReadableStream) return first.response;
    await first.response.body?.cancel();
    const second = await attempt().catch(refusal);
    return second instanceof Response ? second : second.response;
  };
}

/** The library throws answers that carry a challenge; everything else it throws is none of ours. */
function refusal(error: unknown): WWWAuthenticateChallengeError {
  if (error instanceof WWWAuthenticateChallengeError) return error;
  throw error;
}
