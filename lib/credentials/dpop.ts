import type { PrivateKey } from "#lib/oauth/types.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { readSecrets } from "./data.ts";
import { openDpopKey } from "./sealed.ts";

/**
 * Tells which key an access token of one of the caller's own connections is bound to (RFC 9449); null = a bearer token.
 * Reads the connection again whenever the token is another one.
 */
export function boundKeys(ctx: OrgContext, connectionId: string): (accessToken: string) => Promise<PrivateKey | null> {
  let last: { accessToken: string; key: PrivateKey | null } | null = null;
  return async (accessToken) => {
    if (last?.accessToken !== accessToken) last = { accessToken, key: await boundKey(ctx, connectionId) };
    return last.key;
  };
}

async function boundKey(ctx: OrgContext, connectionId: string): Promise<PrivateKey | null> {
  const secrets = await readSecrets(ctx, connectionId);
  if (secrets?.kind !== "tokens" || secrets.credential.tokenType !== "DPoP") return null;
  const { credential } = secrets;
  return credential.dpopKeyBox === null ? null : openDpopKey(credential.dpopKeyBox, credential);
}
