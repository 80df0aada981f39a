import { setTimeout as pause } from "node:timers/promises";
import { LEASE_S } from "#lib/credentials/constants.ts";
import { db } from "#lib/platform/db/client.ts";
import { bringTo, foreign, judge } from "./refresh-rounds.ts";
import type { Account, RefreshWorld } from "./refresh-world.ts";

const ACCOUNTS = 5;
const CALLERS = 6;
/** As long as a refresh takes at most, so that kills fall before, into and after it. */
const WITHIN_MS = 400;
/** A busy machine takes its time to begin. */
const BEGIN_MS = 30_000;
/** What a killed process sent has reached the provider by then: it lies in the socket of this very process. */
const ARRIVED_MS = 100;

type Plan = {
  kills: number;
  random: () => number;
  /** Leases of the dead end as soon as the provider has dealt with what they sent, in the place of 40 s later. */
  areLeasesHurried: boolean;
};

/**
 * Kills one of the processes at a random moment while all of them want tokens for several accounts. A sign-in may be
 * lost only where the provider had exchanged its refresh token and nobody has stored the new one; the connection must
 * then say that its person is needed.
 */
export async function killDuringRefresh(world: RefreshWorld, { kills, random, areLeasesHurried }: Plan) {
  const accounts = await Promise.all(Array.from({ length: ACCOUNTS }, () => world.newAccount()));
  world.provider.behave = () => ({ beforeMs: random() * 150, afterMs: random() * 150 });
  const found = { problems: [] as string[], refreshes: 0, orphanedLeases: 0, lost: 0 };
  for (let kill = 0; kill < kills && found.problems.length < 20; kill++) {
    await Promise.all(accounts.map((account) => bringTo(account, "over")));
    const asked = accounts.map((account) => world.ask(account, CALLERS));
    let isOver = false;
    const all = Promise.all(asked).finally(() => {
      isOver = true;
    });
    await begun(world, accounts);
    await pause(random() * WITHIN_MS);
    const { pid, replaced } = await world.kill(await victim(world, accounts, random));
    const orphans = await Promise.all(accounts.map((account) => leaseOf(world, account, pid)));
    found.orphanedLeases += orphans.filter((seconds) => seconds !== null).length;
    if (orphans.some((seconds) => seconds !== null && seconds > LEASE_S))
      found.problems.push(`kill ${kill}: a lease of more than ${LEASE_S} s`);
    while (!isOver && areLeasesHurried) {
      await pause(ARRIVED_MS);
      await Promise.all(accounts.map((account) => endLease(world, account, pid)));
    }
    const outcomes = await all;
    await replaced;
    for (const [i, account] of accounts.entries()) {
      const { problems, isLost } = await verdict(world, account, outcomes[i] ?? []);
      found.problems.push(...problems.map((problem) => `kill ${kill}: ${problem}`));
      found.refreshes += world.grantOf(account).rotations;
      found.lost += isLost ? 1 : 0;
      await world.signIn(account);
    }
  }
  return found;
}

/** Resolves when the first of them is being refreshed. */
async function begun(world: RefreshWorld, accounts: readonly Account[]): Promise<void> {
  const giveUpAt = Date.now() + BEGIN_MS;
  while (Date.now() < giveUpAt) {
    const rows = await Promise.all(accounts.map((account) => world.stored(account)));
    if (rows.some(({ lease, saved }) => lease !== null || saved > 0)) return;
  }
}

/** Somebody who has a lease just now, most of the time; else anybody. */
async function victim(world: RefreshWorld, accounts: readonly Account[], random: () => number): Promise<number> {
  const rows = await Promise.all(accounts.map((account) => world.stored(account)));
  const holders = world.pids().flatMap((pid, i) => (rows.some(({ lease }) => lease?.startsWith(`${pid}-`)) ? [i] : []));
  return holders[Math.floor(random() * holders.length)] ?? Math.floor(random() * world.pids().length);
}

/** How long a killed process still holds the lease of a connection; null when it does not. */
async function leaseOf(world: RefreshWorld, account: Account, pid: number): Promise<number | null> {
  const { lease, leaseSeconds } = await world.stored(account);
  return lease?.startsWith(`${pid}-`) ? leaseSeconds : null;
}

async function endLease(world: RefreshWorld, account: Account, pid: number): Promise<void> {
  if (world.grantOf(account).open > 0) return;
  const { connectionId } = account;
  await db().$executeRaw`
    UPDATE credentials SET lease_until = now()
    WHERE connection_id = ${connectionId} AND lease_token LIKE ${`${pid}-%`} AND lease_until > now()`;
}

async function verdict(
  world: RefreshWorld,
  account: Account,
  outcomes: readonly string[],
): Promise<{ problems: string[]; isLost: boolean }> {
  const grant = world.grantOf(account);
  const stored = await world.stored(account);
  const isLost = stored.state === "needs_reauth";
  const isExcused = grant.rotations > stored.saved;
  const good = isLost ? "needs_reauth" : stored.accessToken;
  const findings: [boolean, string][] = [
    [isLost && !isExcused, "lost, although all that the provider exchanged was stored"],
    [isLost && !["interrupted", "revoked"].includes(stored.reason ?? ""), `lost without its reason: ${stored.reason}`],
    [outcomes.some((outcome) => outcome !== good), `${[...new Set(outcomes)].join(", ")} in the place of ${good}`],
    ...foreign(account, stored),
  ];
  const problems = findings.flatMap(([isSo, what]) => (isSo ? [what] : []));
  if (!isLost) problems.push(...judge(world, account, stored));
  return { isLost, problems: problems.map((problem) => `${account.connectionId}: ${problem}`) };
}
