import { poolKey } from "#lib/connectors/pool-key.ts";
import type { ConnectorSettings } from "#lib/connectors/schema.ts";
import type { Connector } from "#lib/connectors/types.ts";
import { exchange } from "#lib/credentials/exchange.ts";
import { requestTokens } from "#lib/credentials/grants.ts";
import { expireRegistration } from "#lib/credentials/mutations.ts";
import type { Registration } from "#lib/credentials/types.ts";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import { generatePrivateKey } from "#lib/oauth/private-key.ts";
import type { AuthorizationTarget, OAuthGrant, OAuthProblem } from "#lib/oauth/types.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { TOKEN_REQUEST_MS } from "./constants.ts";
import { saveConnection } from "./mutations.ts";
import { syncTools } from "./tools.ts";

/** How tokens for a connector are got: what its owner chose, or what follows from who signs in. */
export function grantOf({ signIn, oauth }: ConnectorSettings): OAuthGrant {
  return oauth.grant ?? (signIn === "organization" ? "client_credentials" : "authorization_code");
}

/**
 * Connects the caller where nobody signs in in a browser: the connector signs in as the organization, or as somebody
 * that an identity provider vouches for. The tokens are the caller's connection's own all the same.
 */
export async function connectAtOnce(
  ctx: OrgContext,
  connector: Connector,
  i: {
    grant: Exclude<OAuthGrant, "authorization_code">;
    target: AuthorizationTarget;
    registration: Registration;
    accountKey: string;
  },
): Promise<Result<void, OAuthProblem | { reason: "connector_changed" }>> {
  const { issuer, metadata, resource, scope, dpop } = i.target;
  const dpopKey = dpop && generatePrivateKey(dpop);
  const { id: registrationId, client } = i.registration;
  const request = { issuer, metadata, resource, scope, client, dpopKey, ...exchange(TOKEN_REQUEST_MS) };
  const { orgId, userId } = ctx;
  const tokens = await requestTokens({ orgId, userId, connectorId: connector.id }, i.grant, request);
  if (!tokens.ok) {
    if (tokens.error.reason === "invalid_client") await expireRegistration(ctx.orgId, registrationId);
    return tokens;
  }
  const origin = { registrationId, issuer, metadata, resource, grant: i.grant, dpopKey };
  const granted = { ...tokens.value, scope: tokens.value.scope ?? scope };
  const connectionId = await saveConnection(ctx, connector, { flowId: null, origin, tokens: granted }, i.accountKey);
  if (connectionId === null) return err({ reason: "connector_changed" });
  sessionPool().drop(poolKey(ctx.orgId, ctx.userId, connectionId));
  await syncTools(ctx, connectionId);
  return ok(undefined);
}
