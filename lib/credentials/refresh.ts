import { setTimeout as pause } from "node:timers/promises";
import type { OAuthReason } from "#lib/oauth/reasons.ts";
import type { TokenSet } from "#lib/oauth/types.ts";
import { newToken } from "#lib/platform/ids.ts";
import { log } from "#lib/platform/log.ts";
import { oncePerProcess } from "#lib/platform/process-registry.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { apart } from "#lib/platform/trace.ts";
import { attempt } from "#lib/traces/record.ts";
import {
  LEASE_MARGIN_MS,
  LEASE_S,
  POLL_FIRST_MS,
  POLL_MAX_MS,
  REFRESH_REQUEST_MS,
  SAVE_ATTEMPTS,
  SAVE_RETRY_MS,
  WAIT_MS,
} from "./constants.ts";
import { type ConnectionSecrets, findRegistration, readSecrets, type StoredCredential } from "./data.ts";
import { renewTokens } from "./grants.ts";
import { coolDown, expireRegistration, markNeedsReauth, releaseLease, saveRefreshed, takeLease } from "./mutations.ts";
import { openToken } from "./sealed.ts";
import type { CredentialProblem, ReauthReason, TokenOwner } from "./types.ts";

type Outcome = Result<string, CredentialProblem>;
/** Why a newer token is wanted: the one in force is about to end, or the server refused it. */
export type RefreshCause = "expiring" | "rejected";
/** `startBy` (performance.now()): a request that begins later might outlive the lease. */
type Lease = { token: string; startBy: number; tookOver: boolean };

/** Answers with which the provider itself says no. After anything else, the same refresh token may work another time. */
const REFUSALS = new Set<OAuthReason>(["request_rejected", "invalid_scope", "invalid_target"]);

/**
 * A newer token than `credential`'s. Whoever takes the lease asks the provider, outside any transaction; everybody
 * else, in whichever process, waits for the row's generation to move and uses what is there then.
 */
export async function refresh(owner: TokenOwner, credential: StoredCredential, cause: RefreshCause): Promise<Outcome> {
  const deadline = performance.now() + WAIT_MS;
  let wait = POLL_FIRST_MS;
  let current = credential;
  while (true) {
    const outcome = await tryRefresh(owner, current, cause);
    if (outcome) return outcome;
    const next = await readSecrets(owner, current.connectionId);
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

/** Renews a token that is still good, unless somebody else does or the provider failed a moment ago. Never rejects. */
export async function refreshAhead(owner: TokenOwner, credential: StoredCredential): Promise<void> {
  if (credential.lease === "held" || credential.lease === "cooling") return;
  try {
    await apart(() => tryRefresh(owner, credential, "expiring"));
  } catch (error) {
    log().warn({ connectionId: credential.connectionId, err: error }, "a token could not be renewed ahead of its end");
  }
}

/**
 * Resolves when no refresh is under way in this process. Awaited before a process ends: a token that its provider has
 * exchanged and nobody stored is a lost sign-in.
 */
export async function refreshesSettled(): Promise<void> {
  await Promise.allSettled(underWay());
}

function underWay(): Set<Promise<unknown>> {
  return oncePerProcess("refreshes", () => new Set());
}

/** Null when the lease is not to be had. Counts as under way from before it takes the lease. */
function tryRefresh(owner: TokenOwner, credential: StoredCredential, cause: RefreshCause): Promise<Outcome | null> {
  const trying = takeAndRefresh(owner, credential, cause).finally(() => underWay().delete(trying));
  underWay().add(trying);
  return trying;
}

async function takeAndRefresh(
  owner: TokenOwner,
  credential: StoredCredential,
  cause: RefreshCause,
): Promise<Outcome | null> {
  const lease: Lease = {
    token: newToken(),
    startBy: performance.now() + LEASE_S * 1000 - REFRESH_REQUEST_MS - LEASE_MARGIN_MS,
    // Somebody had it when we last looked and did not give it back: what they sent may have arrived.
    tookOver: credential.lease === "held" || credential.lease === "lapsed",
  };
  return (await takeLease(credential, lease.token)) ? holdingLease(owner, credential, lease, cause) : null;
}

/** Whatever goes wrong unexpectedly, nobody has to wait for the lease to lapse. */
async function holdingLease(
  owner: TokenOwner,
  credential: StoredCredential,
  lease: Lease,
  cause: RefreshCause,
): Promise<Outcome> {
  try {
    // Between our last look and the lease, somebody may have learnt that only the person can help, or the person has.
    const secrets = await readSecrets(owner, credential.connectionId);
    const current = secrets?.kind === "tokens" ? secrets.credential : null;
    const isMoot = current?.state === "needs_reauth" || current?.generation !== credential.generation;
    if (current && !isMoot && performance.now() < lease.startBy) return await askProvider(owner, current, lease, cause);
    await releaseLease(credential, lease.token);
    return current && !isMoot ? makeDo(current, cause) : standing(secrets);
  } catch (error) {
    await coolDown(credential, lease.token);
    throw error;
  }
}

async function askProvider(
  owner: TokenOwner,
  credential: StoredCredential,
  lease: Lease,
  cause: RefreshCause,
): Promise<Outcome> {
  const registration = await findRegistration(owner, credential.registrationId);
  if (!registration) return giveUp(owner, credential, "client_rejected");
  const { orgId, userId } = owner;
  const subject = { orgId, userId, connectionId: credential.connectionId };
  const refreshed = await attempt("refresh", subject, () => renewTokens(owner, credential, registration));
  if (refreshed.ok) {
    const isSaved = await save(credential, refreshed.value);
    return isSaved ? ok(refreshed.value.accessToken) : standing(await readSecrets(owner, credential.connectionId));
  }
  const { reason } = refreshed.error;
  if (reason === "invalid_grant") return giveUp(owner, credential, lease.tookOver ? "interrupted" : "revoked");
  if (reason === "invalid_client") {
    const outcome = await giveUp(owner, credential, "client_rejected");
    if (!outcome.ok) await expireRegistration(owner.orgId, registration.id);
    return outcome;
  }
  if (REFUSALS.has(reason) && !credential.usable) return giveUp(owner, credential, "refresh_refused");
  log().warn({ connectionId: credential.connectionId, problem: refreshed.error }, "token refresh failed for now");
  await coolDown(credential, lease.token);
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
async function giveUp(owner: TokenOwner, credential: StoredCredential, reason: ReauthReason): Promise<Outcome> {
  if (await markNeedsReauth(credential, reason)) return err({ reason: "needs_reauth" });
  return standing(await readSecrets(owner, credential.connectionId));
}

/** What there is now that somebody else has changed the row. */
function standing(secrets: ConnectionSecrets | null): Outcome {
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
