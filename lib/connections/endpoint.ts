import { poolKey } from "#lib/connectors/pool-key.ts";
import { accessToken, refreshAfterRejection, rejectFreshToken } from "#lib/credentials/access-token.ts";
import { boundKeys } from "#lib/credentials/dpop.ts";
import { withRequestHeaders } from "#lib/credentials/headers.ts";
import { noteScopeChallenge } from "#lib/credentials/step-up.ts";
import type { CredentialProblem } from "#lib/credentials/types.ts";
import type { McpEndpoint } from "#lib/mcp/types.ts";
import { dpopFetch } from "#lib/oauth/dpop.ts";
import type { EgressLimits } from "#lib/platform/http/constants.ts";
import { guardedFetch } from "#lib/platform/http/guarded-fetch.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { log } from "#lib/platform/log.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { recordStep } from "#lib/platform/trace.ts";
import { findConnection, headersOf } from "./data.ts";
import { markReachable, markSignInNeeded, markToolsChanged } from "./mutations.ts";

export type EndpointProblem = CredentialProblem | { reason: "not_found" };

/** The token of a connection could not be had; `reason` says why. */
class TokenError extends Error {
  readonly reason: CredentialProblem["reason"];

  constructor(reason: CredentialProblem["reason"]) {
    super(`No token: ${reason}`);
    this.reason = reason;
  }
}

/**
 * How to speak to the server of one of the caller's own connections: its address, the one outbound fetch, the headers
 * set for it, the token in force at each request. A 401 is answered with one refresh; a fresh token that is refused too
 * ends the connection's good standing, so that nothing goes round in circles.
 */
export async function connectionEndpoint(
  ctx: OrgContext,
  connectionId: string,
): Promise<Result<{ endpoint: McpEndpoint; poolKey: string }, EndpointProblem>> {
  const connection = await findConnection(ctx, connectionId);
  if (!connection) return err({ reason: "not_found" });
  const token = await accessToken(ctx, connectionId);
  if (!token.ok) {
    recordStep("refresh", { reason: token.error.reason });
    return token;
  }
  const key = poolKey(ctx.orgId, ctx.userId, connectionId);
  const { connector } = connection;
  const isKeyed = connector.settings.headers.length > 0;
  const headers = isKeyed ? await headersOf(ctx, connector, connectionId) : {};
  // Whoever is told by headers who asks has at least one: the connector has moved since it was read.
  if (isKeyed && Object.keys(headers).length === 0) return err({ reason: "not_found" });
  const keyOf = boundKeys(ctx, connectionId);
  const sender = (limits: Partial<EgressLimits>) =>
    dpopFetch(withRequestHeaders(guardedFetch({ partition: key, ...limits }), connector.url, headers), keyOf);

  let sent: string | null = token.value;
  let fresh: string | null = null;
  let wasUnreachable = connection.stateReason === "unreachable";

  const noting =
    (send: typeof fetch): typeof fetch =>
    async (input, init) => {
      const response = await send(input, init);
      if (response.status === 401) {
        if (fresh !== null) await rejectFreshToken(ctx, connectionId, fresh);
        return response;
      }
      fresh = null;
      if (response.status === 403)
        await noteScopeChallenge(ctx, connectionId, response.headers.get("www-authenticate"));
      if (wasUnreachable && response.ok) {
        wasUnreachable = false;
        await markReachable(ctx, connectionId);
      }
      return response;
    };

  const endpoint: McpEndpoint = {
    url: connector.url,
    remembered: connection.protocol,
    isolation: { server: `${ctx.orgId}/${connector.id}`, person: ctx.userId },
    onToolsChanged: () => {
      void markToolsChanged(ctx, connectionId).catch((error: unknown) =>
        log().warn({ err: error, connectionId }, "could not note that the tools have changed"),
      );
    },
    accessToken: async () => {
      const current = await accessToken(ctx, connectionId);
      if (!current.ok) throw new TokenError(current.error.reason);
      sent = current.value;
      return sent;
    },
    fetch: noting(sender({})),
    // Whoever asks for it ends it: a server may wait for a person as long as they take.
    heldFetch: noting(sender({ firstByteMs: Infinity, idleMs: Infinity, totalMs: Infinity })),
    onUnauthorized: async () => {
      if (fresh !== null) return false;
      if (sent === null) {
        await markSignInNeeded(ctx, connectionId, isKeyed ? "key_refused" : "sign_in_needed");
        return false;
      }
      const newer = await refreshAfterRejection(ctx, connectionId, sent);
      if (!newer.ok) return false;
      fresh = newer.value;
      return true;
    },
  };
  return ok({ endpoint, poolKey: key });
}
