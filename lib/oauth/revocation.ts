import { tokenRevocation } from "openid-client";
import { ok, type Result } from "#lib/platform/result.ts";
import { configure } from "./configuration.ts";
import { fail, findExchangeFailure } from "./problem.ts";
import type { ServerMetadata } from "./schema.ts";

import type { ClientIdentity, Exchange, OAuthProblem } from "./types.ts";

/**
 * Tells the provider that a token is no longer wanted (RFC 7009). Revoking the refresh token ends the whole grant at
 * most providers. Best effort: forget the token here whatever the answer is.
 */
export async function revokeToken(
  i: Exchange & {
    metadata: ServerMetadata;
    client: ClientIdentity;
    token: string;
    kind: "access_token" | "refresh_token";
  },
): Promise<Result<void, OAuthProblem>> {
  if (i.metadata.revocation_endpoint === undefined) return fail("revocation_unsupported", "revocation");
  const configured = await configure({ ...i, issuer: i.metadata.issuer }, "revocation", [i.token]);
  if (!configured.ok) return configured;
  try {
    await tokenRevocation(configured.value.configuration, i.token, { token_type_hint: i.kind });
    return ok(undefined);
  } catch (error) {
    const found = findExchangeFailure(error);
    return found ? { ok: false, error: found } : fail("invalid_response", "revocation");
  }
}
