import pLimit from "p-limit";
import { revokeToken } from "#lib/oauth/revocation.ts";
import { log } from "#lib/platform/log.ts";
import { REVOKE_ALL_MS, REVOKE_CONCURRENCY, REVOKE_REQUEST_MS } from "./constants.ts";
import { exchange } from "./exchange.ts";
import { openRegistration } from "./registrations.ts";
import { openToken } from "./sealed.ts";
import type { Revocation } from "./types.ts";

/**
 * Tells the providers to forget tokens that are gone from our database (RFC 7009), as well as they allow: a provider
 * without revocation, or one that is down, changes nothing here. Called after the deletion is committed. Returns when
 * all are through, or after 8 s with the rest going on.
 */
export async function revokeTokens(revocations: readonly Revocation[]): Promise<void> {
  if (revocations.length === 0) return;
  const limit = pLimit(REVOKE_CONCURRENCY);
  const all = Promise.all(revocations.map((revocation) => limit(() => revokeBoth(revocation))));
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, REVOKE_ALL_MS);
  });
  await Promise.race([all, patience]);
  clearTimeout(timer);
}

/** The refresh token first: revoking it ends the whole grant at providers that follow RFC 7009 section 2.1. */
async function revokeBoth(revocation: Revocation): Promise<void> {
  const { metadata, registration, connectionId } = revocation;
  if (!registration) return;
  try {
    const { client } = openRegistration(registration);
    if (revocation.refreshTokenBox) {
      const token = openToken(revocation.refreshTokenBox, "refresh_token_box", revocation);
      noteProblem(
        connectionId,
        await revokeToken({ metadata, client, token, kind: "refresh_token", ...exchange(REVOKE_REQUEST_MS) }),
      );
    }
    const token = openToken(revocation.accessTokenBox, "access_token_box", revocation);
    noteProblem(
      connectionId,
      await revokeToken({ metadata, client, token, kind: "access_token", ...exchange(REVOKE_REQUEST_MS) }),
    );
  } catch (error) {
    log().warn({ connectionId, err: error }, "tokens were deleted here, but could not be revoked");
  }
}

function noteProblem(connectionId: string, revoked: Awaited<ReturnType<typeof revokeToken>>): void {
  if (!revoked.ok) log().info({ connectionId, problem: revoked.error }, "the provider did not revoke a token");
}
