import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { disconnect } from "#lib/connections/disconnect.ts";
import { connectionsWithTools } from "#lib/connections/tools.ts";
import { accessToken } from "#lib/credentials/access-token.ts";
import { listDueConnections, readSecrets, type StoredCredential } from "#lib/credentials/data.ts";
import { markNeedsReauth, saveRefreshed, saveTokens } from "#lib/credentials/mutations.ts";
import { refresh, refreshesSettled } from "#lib/credentials/refresh.ts";
import { startRefreshSweep } from "#lib/credentials/refresh-sweep.ts";
import { db } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { contextFor, createMember, createOrg } from "#tests/factories/people.ts";
import type { ProtectedServer } from "#tests/fakes/protected-mcp-server.ts";
import { addedConnector, connected, startProtected, value } from "../connections/world.ts";

let server: ProtectedServer;
beforeAll(async () => {
  server = await startProtected();
});
afterEach(() => {
  Object.assign(server.provider.faults, { tokenDelayMs: 0, tokenStatus: 0 });
});
afterAll(() => server.close());

async function anAccount() {
  const org = await createOrg();
  const connectorId = await addedConnector(contextFor(await createMember({ org })), server.url);
  return connected(await createMember({ org, role: "member" }), connectorId, "ada");
}

/** Puts the stored token into its life by the database's clock: renewed from `refreshIn` on, over in `endIn` seconds. */
async function setLife(connectionId: string, life: { refreshIn: number; endIn: number }): Promise<void> {
  await db().$executeRaw`
    UPDATE credentials SET refresh_at = now() + make_interval(secs => ${life.refreshIn}::float8),
      expires_at = now() + make_interval(secs => ${life.endIn}::float8) WHERE connection_id = ${connectionId}`;
}

async function credentialOf(ctx: OrgContext, connectionId: string): Promise<StoredCredential> {
  const secrets = await readSecrets(ctx, connectionId);
  if (secrets?.kind !== "tokens") throw new Error("no tokens");
  return secrets.credential;
}

const stateOf = async (ctx: OrgContext) => (await connectionsWithTools(ctx))[0]?.state;

describe("a token in the last part of its life", () => {
  const LAST_PART = { refreshIn: -1, endIn: 120 };

  it("is sent on while one renewal runs in the background: nobody waits for the provider", async () => {
    const { ctx, connectionId, token } = await anAccount();
    await setLife(connectionId, LAST_PART);
    const { refreshes } = server.provider.counters;
    server.provider.faults.tokenDelayMs = 2_000;
    const answers = await Promise.all(Array.from({ length: 20 }, () => accessToken(ctx, connectionId)));
    expect(new Set(answers.map(value))).toEqual(new Set([token]));
    expect(server.provider.counters.refreshes).toBe(refreshes);
    await refreshesSettled();
    expect(server.provider.counters.refreshes).toBe(refreshes + 1);
    expect(value(await accessToken(ctx, connectionId))).not.toBe(token);
  });

  it("is sent on to its end when the provider is away; the connection is degraded, and heals", async () => {
    const { ctx, connectionId, token } = await anAccount();
    await setLife(connectionId, LAST_PART);
    server.provider.faults.tokenStatus = 503;
    expect(value(await accessToken(ctx, connectionId))).toBe(token);
    await refreshesSettled();
    expect(await stateOf(ctx)).toBe("degraded");

    const requests = server.provider.counters.tokenRequests;
    expect(value(await accessToken(ctx, connectionId))).toBe(token);
    await refreshesSettled();
    expect(server.provider.counters.tokenRequests).toBe(requests);

    server.provider.faults.tokenStatus = 0;
    await db().$executeRaw`UPDATE credentials SET lease_until = now() WHERE connection_id = ${connectionId}`;
    expect(value(await accessToken(ctx, connectionId))).toBe(token);
    await refreshesSettled();
    expect(await stateOf(ctx)).toBe("connected");
  });

  it("gets there at another moment than others that were issued together, and never in its first three quarters", async () => {
    const { ctx, connectionId } = await anAccount();
    const begins: number[] = [];
    const life = 1_000;
    for (let i = 0; i < 12; i++) {
      const expiresAt = new Date(Date.now() + life * 1_000);
      const tokens = { accessToken: `t${i}`, refreshToken: "r", tokenType: "Bearer", scope: null, expiresAt };
      expect(await saveRefreshed(await credentialOf(ctx, connectionId), tokens)).toBe(true);
      const [row] = await db().$queryRaw<{ left: number }[]>`
        SELECT extract(epoch FROM expires_at - refresh_at)::float8 AS left FROM credentials
        WHERE connection_id = ${connectionId}`;
      begins.push(row?.left ?? 0);
    }
    expect(Math.min(...begins)).toBeGreaterThan(life * 0.14);
    expect(Math.max(...begins)).toBeLessThan(life * 0.26);
    expect(new Set(begins.map(Math.round)).size).toBeGreaterThan(6);
  });

  it("is not all of it when a token lives for less than a minute: each is used, and renewed once", async () => {
    const { ctx, connectionId } = await anAccount();
    const shortLived = { refreshToken: null, tokenType: "Bearer", scope: null };
    const expiresAt = new Date(Date.now() + 30_000);
    await saveRefreshed(await credentialOf(ctx, connectionId), { ...shortLived, accessToken: "short", expiresAt });
    const requests = server.provider.counters.tokenRequests;
    for (let i = 0; i < 3; i++) expect(value(await accessToken(ctx, connectionId))).toBe("short");
    expect(server.provider.counters.tokenRequests).toBe(requests);
  });
});

describe("a process whose clock is ten minutes off", () => {
  it.each([-10, 10])("stores the same end as any other (%i minutes)", async (minutes) => {
    const { ctx, connectionId, token } = await anAccount();
    await setLife(connectionId, { refreshIn: -10, endIn: 30 });
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + minutes * 60_000 });
    try {
      expect(value(await accessToken(ctx, connectionId))).not.toBe(token);
    } finally {
      vi.useRealTimers();
    }
    const [row] = await db().$queryRaw<{ left: number }[]>`
      SELECT extract(epoch FROM expires_at - now())::float8 AS left FROM credentials
      WHERE connection_id = ${connectionId}`;
    expect(row?.left).toBeGreaterThan(570);
    expect(row?.left).toBeLessThanOrEqual(600);
  });
});

describe("a renewal, a new sign-in and a disconnect of one account at once", () => {
  it("never wait for each other", async () => {
    const { ctx, connectionId } = await anAccount();
    const { connectorId } = await credentialOf(ctx, connectionId);
    const { registrationId, issuer, metadata, resource } = await credentialOf(ctx, connectionId);
    const origin = { registrationId, issuer, metadata, resource, grant: "authorization_code", dpopKey: null } as const;
    const tokens = { accessToken: "t", refreshToken: "r", tokenType: "Bearer", scope: null, expiresAt: null };
    const signInAgain = () =>
      db().$transaction(async (tx) => {
        await tx.connection.update({ where: { id: connectionId }, data: { state: "connected", stateReason: null } });
        await saveTokens(tx, ctx, connectionId, origin, tokens);
      });
    for (let round = 0; round < 15; round++) {
      const credential = await credentialOf(ctx, connectionId);
      const all = await Promise.allSettled([
        signInAgain(),
        saveRefreshed(credential, tokens),
        markNeedsReauth(credential, "revoked"),
        signInAgain(),
        markNeedsReauth({ ...credential, generation: credential.generation + 1 }, "revoked"),
        saveRefreshed({ ...credential, generation: credential.generation + 1 }, tokens),
      ]);
      for (const one of all) expect(one).toMatchObject({ status: "fulfilled" });
    }
    const credential = await credentialOf(ctx, connectionId);
    const last = [
      disconnect(ctx, connectorId),
      saveRefreshed(credential, tokens),
      markNeedsReauth(credential, "revoked"),
    ];
    for (const one of await Promise.allSettled(last)) expect(one).toMatchObject({ status: "fulfilled" });
  });
});

describe("the sweep", () => {
  it("renews what was used and is about to end, once, and leaves the rest alone", async () => {
    const [used, unused, early, over, revoked] = [
      await anAccount(),
      await anAccount(),
      await anAccount(),
      await anAccount(),
      await anAccount(),
    ];
    for (const { connectionId } of [used, unused, revoked]) await setLife(connectionId, { refreshIn: -1, endIn: 100 });
    await setLife(early.connectionId, { refreshIn: 50, endIn: 100 });
    await setLife(over.connectionId, { refreshIn: -10, endIn: -1 });
    await db().$executeRaw`UPDATE credentials SET used_at = NULL WHERE connection_id = ${unused.connectionId}`;
    await db().connection.update({ where: { id: revoked.connectionId }, data: { state: "needs_reauth" } });
    const all = [used, unused, early, over, revoked].map(({ connectionId }) => connectionId);
    const due = (await listDueConnections(1_000)).map(({ connectionId }) => connectionId);
    expect(due.filter((id) => all.includes(id))).toEqual([used.connectionId]);

    const generations = () =>
      Promise.all(
        [used, unused, early, over, revoked].map(
          async ({ ctx, connectionId }) => (await credentialOf(ctx, connectionId)).generation,
        ),
      );
    const before = await generations();
    const sweep = startRefreshSweep(20);
    await vi.waitFor(async () => expect((await generations())[0]).toBeGreaterThan(before[0] ?? 0), 15_000);
    await setLife(used.connectionId, { refreshIn: -1, endIn: 100 });
    await new Promise((resolve) => setTimeout(resolve, 200));
    await sweep.stop();
    const [first = 0, ...rest] = before;
    // Nobody has used the renewed token, so it is left alone too.
    expect(await generations()).toEqual([first + 1, ...rest]);
  });

  it("waits for what it has begun when it is stopped", async () => {
    const { ctx, connectionId } = await anAccount();
    const { generation } = await credentialOf(ctx, connectionId);
    await setLife(connectionId, { refreshIn: -1, endIn: 100 });
    server.provider.faults.tokenDelayMs = 1_000;
    const requests = server.provider.counters.tokenRequests;
    const sweep = startRefreshSweep(20);
    await vi.waitFor(() => expect(server.provider.counters.tokenRequests).toBe(requests + 1), 15_000);
    await sweep.stop();
    expect((await credentialOf(ctx, connectionId)).generation).toBe(generation + 1);
  });
});

describe("whoever gets the lease", () => {
  it("does not ask a provider that has just said no to somebody else", async () => {
    const { ctx, connectionId } = await anAccount();
    await setLife(connectionId, { refreshIn: -10, endIn: 30 });
    server.provider.revokeAll();
    server.provider.faults.tokenDelayMs = 100;
    const requests = server.provider.counters.tokenRequests;
    const answers = await Promise.all(Array.from({ length: 30 }, () => accessToken(ctx, connectionId)));
    for (const answer of answers) expect(answer).toEqual({ ok: false, error: { reason: "needs_reauth" } });
    expect(server.provider.counters.tokenRequests).toBe(requests + 1);
  });

  it("asks with a copy that is out of date nothing at all", async () => {
    const { ctx, connectionId } = await anAccount();
    const old = await credentialOf(ctx, connectionId);
    await db().connection.update({ where: { id: connectionId }, data: { state: "needs_reauth" } });
    const requests = server.provider.counters.tokenRequests;
    expect(await refresh(ctx, old, "expiring")).toEqual({ ok: false, error: { reason: "needs_reauth" } });
    expect(server.provider.counters.tokenRequests).toBe(requests);
    expect((await credentialOf(ctx, connectionId)).lease).toBe("free");
  });

  it("sends nothing when it was held up so long that the lease could lapse meanwhile", async () => {
    const { ctx, connectionId, token } = await anAccount();
    await setLife(connectionId, { refreshIn: -10, endIn: 30 });
    const credential = await credentialOf(ctx, connectionId);
    const requests = server.provider.counters.tokenRequests;
    const clock = vi.spyOn(performance, "now");
    let now = 0;
    clock.mockImplementation(() => {
      now += 9_000;
      return now;
    });
    try {
      expect(value(await refresh(ctx, credential, "expiring"))).toBe(token);
    } finally {
      clock.mockRestore();
    }
    expect(server.provider.counters.tokenRequests).toBe(requests);
    expect((await credentialOf(ctx, connectionId)).lease).toBe("free");
  });

  it("says so when it took over from somebody who died, and the provider knows the token as used", async () => {
    const { ctx, connectionId } = await anAccount();
    await setLife(connectionId, { refreshIn: -10, endIn: 30 });
    await db().$executeRaw`
      UPDATE credentials SET lease_token = 'of a dead process', lease_until = now() WHERE connection_id = ${connectionId}`;
    server.provider.revokeAll();
    expect(await accessToken(ctx, connectionId)).toEqual({ ok: false, error: { reason: "needs_reauth" } });
    expect((await connectionsWithTools(ctx))[0]).toMatchObject({
      state: "reconnect",
      connection: { stateReason: "interrupted" },
    });
  });

  it("heals what the provider caused, and not a server that does not answer", async () => {
    const { ctx, connectionId } = await anAccount();
    await db().connection.update({
      where: { id: connectionId },
      data: { state: "degraded", stateReason: "unreachable" },
    });
    await setLife(connectionId, { refreshIn: -10, endIn: 30 });
    value(await accessToken(ctx, connectionId));
    expect(await stateOf(ctx)).toBe("unreachable");
  });
});
