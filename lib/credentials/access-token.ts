import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { readSecrets, type StoredCredential } from "./data.ts";
import { markNeedsReauth, markUsed } from "./mutations.ts";
import { refresh, refreshAhead } from "./refresh.ts";
import { openToken } from "./sealed.ts";
import type { CredentialProblem } from "./types.ts";

/**
 * The token to send for one of the caller's own connections; null when its server asks for none. A token in the last
 * part of its life is sent while it is being renewed in the background, so that nobody waits; one in its last minute is
 * renewed first. Once, however many callers and processes ask. One that cannot be renewed is used until it ends.
 */
export async function accessToken(
  ctx: OrgContext,
  connectionId: string,
): Promise<Result<string | null, CredentialProblem>> {
  const secrets = await readSecrets(ctx, connectionId);
  if (!secrets) return err({ reason: "not_connected" });
  if (secrets.kind === "open") return ok(null);
  const { credential } = secrets;
  if (credential.state === "needs_reauth") return err({ reason: "needs_reauth" });
  if (!credential.fresh && credential.renewable) return refresh(ctx, credential, "expiring");
  if (!credential.usable) return giveUp(credential, "expired");
  if (credential.renewable) {
    if (credential.due) void refreshAhead(ctx, credential);
    if (!credential.used) await markUsed(credential);
  }
  return ok(openAccess(credential));
}

/**
 * A newer token than one that the server has just refused (401): somebody else's refresh if there was one, else ours.
 * A connection that cannot get one needs its person.
 */
export async function refreshAfterRejection(
  ctx: OrgContext,
  connectionId: string,
  rejectedToken: string,
): Promise<Result<string | null, CredentialProblem>> {
  const secrets = await readSecrets(ctx, connectionId);
  if (!secrets) return err({ reason: "not_connected" });
  if (secrets.kind === "open") return ok(null);
  const { credential } = secrets;
  if (credential.state === "needs_reauth") return err({ reason: "needs_reauth" });
  const current = openAccess(credential);
  if (current !== rejectedToken) return ok(current);
  return credential.renewable ? refresh(ctx, credential, "rejected") : giveUp(credential, "token_rejected");
}

/**
 * Notes that a token fresh from a refresh was refused too: no further refresh will help, the person has to sign in.
 * Changes nothing when the connection has newer tokens by now.
 */
export async function rejectFreshToken(ctx: OrgContext, connectionId: string, token: string | null): Promise<void> {
  const secrets = await readSecrets(ctx, connectionId);
  if (secrets?.kind === "tokens" && openAccess(secrets.credential) === token)
    await markNeedsReauth(secrets.credential, "token_rejected");
}

function openAccess(credential: StoredCredential): string {
  return openToken(credential.accessTokenBox, "access_token_box", credential);
}

async function giveUp(
  credential: StoredCredential,
  reason: "expired" | "token_rejected",
): Promise<Result<string, CredentialProblem>> {
  await markNeedsReauth(credential, reason);
  return err({ reason: "needs_reauth" });
}
