import { setTimeout as pause } from "node:timers/promises";
import { db } from "#lib/platform/db/client.ts";
import type { Account, RefreshWorld, Stored } from "./refresh-world.ts";

const PATIENCE_MS = 60_000;

/** How a token comes to its end: over, in its last minute, refused by its server, or in the last part of its life. */
export const ENDS = ["over", "ending", "refused", "ahead"] as const;
export type End = (typeof ENDS)[number];

const LIVES: Record<End, { refreshIn: number; endIn: number }> = {
  over: { refreshIn: -10, endIn: -1 },
  ending: { refreshIn: -10, endIn: 50 },
  refused: { refreshIn: 1_000, endIn: 3_000 },
  ahead: { refreshIn: -1, endIn: 300 },
};

/** Puts the stored token into its life, by the database's clock. */
export async function bringTo(account: Account, end: End): Promise<void> {
  const { refreshIn, endIn } = LIVES[end];
  await db().$executeRaw`
    UPDATE credentials SET refresh_at = now() + make_interval(secs => ${refreshIn}::float8),
      expires_at = now() + make_interval(secs => ${endIn}::float8), used_at = NULL
    WHERE connection_id = ${account.connectionId}`;
}

/**
 * One token comes to its end while `callers` in three processes want one, as often as it takes until all of them have
 * got theirs. Gives everything about it that must not be, in words.
 */
export async function expire(world: RefreshWorld, account: Account, end: End, callers: number): Promise<string[]> {
  const grant = world.grantOf(account);
  const { rotations, requests } = grant;
  const before = await world.stored(account);
  await bringTo(account, end);
  const problems: string[] = [];
  const giveUpAt = Date.now() + PATIENCE_MS;
  const rejected = end === "refused" ? before.accessToken : undefined;
  let outcomes = await world.ask(account, callers, rejected);
  // A provider that failed is asked again; whoever asked ahead of the end went on with the old token meanwhile.
  while (grant.rotations === rotations && Date.now() < giveUpAt) {
    await pause(20);
    if ((await world.stored(account)).lease !== null) continue;
    await coolDownOver(account);
    const again = await world.ask(account, callers, rejected);
    outcomes = [...outcomes.filter((outcome) => outcome !== "refresh_unavailable"), ...again];
  }
  const after = await settled(world, account, before.saved + 1);
  // Only a token that is still valid may be handed out again: ahead of its end, or in its last minute after a failure.
  const isOldGood = end === "ahead" || (end === "ending" && grant.requests > requests + 1);
  const good = new Set(isOldGood ? [before.accessToken, after.accessToken] : [after.accessToken]);
  const bad = new Set(outcomes.filter((outcome) => !good.has(outcome)));
  if (bad.size > 0) problems.push(`${bad.size} kinds of bad answers: ${[...bad].slice(0, 3).join(", ")}`);
  if (grant.rotations !== rotations + 1) problems.push(`${grant.rotations - rotations} refreshes for one expiry`);
  return [...problems, ...judge(world, account, after)].map(
    (problem) => `${account.connectionId} (${end}): ${problem}`,
  );
}

/**
 * The person signs in again while a refresh of the old sign-in is at the provider, which then exchanges it or says no.
 * The new sign-in has to stand.
 */
export async function reconnectDuringRefresh(
  world: RefreshWorld,
  account: Account,
  callers: number,
  oldGrant: "exchanged" | "refused by then",
): Promise<string[]> {
  const old = world.grantOf(account);
  const { grantId } = account;
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  world.provider.hold.set(grantId, held);
  const { requests } = old;
  await bringTo(account, "over");
  const asked = world.ask(account, callers);
  const giveUpAt = Date.now() + PATIENCE_MS;
  while (old.requests === requests && Date.now() < giveUpAt) await pause(5);
  const fresh = await world.signIn(account);
  if (oldGrant === "refused by then") old.isEnded = true;
  release();
  world.provider.hold.delete(grantId);
  const outcomes = await asked;
  const after = await world.stored(account);
  const problems = [...new Set(outcomes)]
    .filter((outcome) => outcome !== fresh.accessToken)
    .map((outcome) => `an answer that is not the new sign-in's: ${outcome}`);
  if (after.saved !== 0) problems.push("something was stored over the new sign-in");
  return [...problems, ...judge(world, account, after)].map(
    (problem) => `${account.connectionId} (new sign-in, old one ${oldGrant}): ${problem}`,
  );
}

/** What must hold for every connection that lost nothing. */
export function judge(world: RefreshWorld, account: Account, stored: Stored): string[] {
  const grant = world.grantOf(account);
  const findings: [boolean, string][] = [
    [stored.state !== "connected", `${stored.state} (${stored.reason})`],
    [grant.refused > 0, `${grant.refused} times invalid_grant`],
    [stored.refreshToken !== grant.refreshToken, "the refresh token is not the provider's newest"],
    [stored.accessToken !== grant.accessToken, "the access token is not the provider's newest"],
    [stored.lease !== null, "a lease was left behind"],
    ...foreign(account, stored),
  ];
  return findings.flatMap(([isSo, what]) => (isSo ? [what] : []));
}

/** Tokens of another consent than this connection's own. */
export function foreign(account: Account, { accessToken, refreshToken }: Stored): [boolean, string][] {
  const isOwn = [accessToken, refreshToken].every((token) => token.split(".")[1] === account.grantId);
  return [[!isOwn, "holds tokens of another sign-in"]];
}

/** Ends the pause after a failure, as ten seconds would. */
async function coolDownOver({ connectionId }: Account): Promise<void> {
  await db().$executeRaw`
    UPDATE credentials SET lease_until = NULL WHERE connection_id = ${connectionId} AND lease_token IS NULL`;
}

/** The row once nobody is refreshing it any more. */
async function settled(world: RefreshWorld, account: Account, saved: number): Promise<Stored> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  while (true) {
    const now = await world.stored(account);
    if ((now.lease === null && now.saved >= saved) || now.state === "needs_reauth" || Date.now() > giveUpAt) return now;
    await pause(10);
  }
}
