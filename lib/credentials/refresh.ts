import { setTimeout as pause } from "node:timers/promises";
import { isTemporary } from "#lib/oauth/reasons.ts";
import { refreshTokens } from "#lib/oauth/token.ts";
import type { TokenSet } from "#lib/oauth/types.ts";
import { newToken, type OrgContext } from "#lib/platform/ids.ts";
import { log } from "#lib/platform/log.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { POLL_FIRST_MS, POLL_MAX_MS, REFRESH_REQUEST_MS, SAVE_ATTEMPTS, SAVE_RETRY_MS, WAIT_MS } from "./constants.ts";
import { findRegistration, readSecrets, type StoredCredential } from "./data.ts";
import { exchange } from "./exchange.ts";
import { coolDown, expireRegistration, markNeedsReauth, saveRefreshed, takeLease } from "./mutations.ts";
import { openRegistration } from "./registrations.ts";
import { openToken } from "./sealed.ts";
import type { CredentialProblem, ReauthReason } from "./types.ts";

type Outcome = Result<string, CredentialProblem>;
/** Why a newer token is wanted: the one in force is about to end, or the server refused it. */
export type RefreshCause = "expiring" | "rejected";

/**
 * A newer token than `credential`'s. Whoever takes the lease asks the provider, outside any transaction; everybody
 * else, in whichever process, waits for the row's generation to move and uses what is there then.
 */
export async function refresh(ctx: OrgContext, credential: StoredCredential, cause: RefreshCause): Promise<Outcome> {
  const deadline = performance.now() + WAIT_MS;
  let wait = POLL_FIRST_MS;
  let current = credential;
  while (true) {
    const lease = newToken();
    if (await takeLease(current, lease)) return holdingLease(ctx, current, lease, cause);
    const next = await readSecrets(ctx, current.connectionId);
    if (next?.kind !== "tokens") return err({ reason: "not_connected" });
    current = next.credential;
    if (current.state === "needs_reauth") return err({ reason: "needs_reauth" });
    if (current.generation > credential.generation) return ok(openAccess(current));
    if (current.lease === "cooling" || performance.now() > deadline) return makeDo(current, cause);
    if (current.lease !== "held") continue;
    await pause(wait);
    wait = Math.min(wait * 2, POLL_MAX_MS);
  }
}

/** Whatever goes wrong unexpectedly, nobody has to wait for the lease to lapse. */
async function holdingLease(
  ctx: OrgContext,
  credential: StoredCredential,
  lease: string,
  cause: RefreshCause,
): Promise<Outcome> {
  try {
    return await askProvider(ctx, credential, lease, cause);
  } catch (error) {
    await coolDown(credential, lease);
    throw error;
  }
}

async function askProvider(
  ctx: OrgContext,
  credential: StoredCredential,
  lease: string,
  cause: RefreshCause,
): Promise<Outcome> {
  const registration = await findRegistration(ctx, credential.registrationId);
  if (!registration) return giveUp(ctx, credential, "client_rejected");
  const refreshed = await refreshTokens({
    issuer: credential.issuer,
    metadata: credential.metadata,
    client: openRegistration(registration).client,
    refreshToken: openToken(credential.refreshTokenBox ?? "", "refresh_token_box", credential),
    resource: credential.resource,
    scope: credential.scope,
    ...exchange(REFRESH_REQUEST_MS),
  });
  if (refreshed.ok) {
    const isSaved = await save(credential, refreshed.value);
    return isSaved ? ok(refreshed.value.accessToken) : newerToken(ctx, credential);
  }
  const { reason } = refreshed.error;
  if (reason === "invalid_grant") return giveUp(ctx, credential, "revoked");
  if (reason === "invalid_client") {
    const outcome = await giveUp(ctx, credential, "client_rejected");
    if (!outcome.ok) await expireRegistration(ctx.orgId, registration.id);
    return outcome;
  }
  if (!isTemporary(reason) && !credential.usable) return giveUp(ctx, credential, "refresh_refused");
  log().warn({ connectionId: credential.connectionId, problem: refreshed.error }, "token refresh failed for now");
  await coolDown(credential, lease);
  return makeDo(credential, cause);
}

/** Stores new tokens, trying again while the database is away: the provider may have ended the old ones already. */
async function save(credential: StoredCredential, tokens: TokenSet): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await saveRefreshed(credential, tokens);
    } catch (error) {
      if (attempt === SAVE_ATTEMPTS) throw error;
      await pause(SAVE_RETRY_MS);
    }
  }
}

/** The provider refused: unless newer tokens have arrived meanwhile, the person has to sign in again. */
async function giveUp(ctx: OrgContext, credential: StoredCredential, reason: ReauthReason): Promise<Outcome> {
  return (await markNeedsReauth(credential, reason)) ? err({ reason: "needs_reauth" }) : newerToken(ctx, credential);
}

async function newerToken(ctx: OrgContext, credential: StoredCredential): Promise<Outcome> {
  const secrets = await readSecrets(ctx, credential.connectionId);
  if (secrets?.kind !== "tokens") return err({ reason: "not_connected" });
  if (secrets.credential.state === "needs_reauth") return err({ reason: "needs_reauth" });
  return ok(openAccess(secrets.credential));
}

/** What is left when the provider cannot be asked now: the token in force, if it still is. */
function makeDo(credential: StoredCredential, cause: RefreshCause): Outcome {
  return cause === "expiring" && credential.usable
    ? ok(openAccess(credential))
    : err({ reason: "refresh_unavailable" });
}

function openAccess(credential: StoredCredential): string {
  return openToken(credential.accessTokenBox, "access_token_box", credential);
}
