import type { Exchange } from "#lib/oauth/types.ts";
import { checkUrl, guardedFetch } from "#lib/platform/http/guarded-fetch.ts";

/**
 * How the OAuth engine reaches a provider: guarded, in at most `totalMs`, plain http only where the operator's
 * EGRESS_ALLOW names the host and port.
 */
export function exchange(totalMs: number): Required<Exchange> {
  return {
    fetch: guardedFetch({ totalMs, firstByteMs: totalMs }),
    allowHttp: (url) => checkUrl(url.href).ok,
    signal: AbortSignal.timeout(totalMs),
  };
}
