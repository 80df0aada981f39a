import pino from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { connectionEndpoint } from "#lib/connections/endpoint.ts";
import { connectionsWithTools, syncTools } from "#lib/connections/tools.ts";
import { accessToken, refreshAfterRejection, rejectFreshToken } from "#lib/credentials/access-token.ts";
import { readSecrets } from "#lib/credentials/data.ts";
import { takeLease } from "#lib/credentials/mutations.ts";
import { openToken } from "#lib/credentials/sealed.ts";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import { db } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { forgetOnce, oncePerProcess } from "#lib/platform/process-registry.ts";
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

/** Lets the stored token have this much life left by the database's clock. */
async function expiresIn(connectionId: string, seconds: number): Promise<void> {
  await db().$executeRaw`
    UPDATE credentials SET expires_at = now() + make_interval(secs => ${seconds}::float8)
    WHERE connection_id = ${connectionId}`;
}

async function stateOf(ctx: OrgContext): Promise<string | undefined> {
  return (await connectionsWithTools(ctx))[0]?.state;
}

/** Ends the cool-down after a failure, as ten seconds would. */
async function coolDownOver(connectionId: string): Promise<void> {
  await db().$executeRaw`UPDATE credentials SET lease_until = now() WHERE connection_id = ${connectionId}`;
}

describe("the token in force", () => {
  it("is used as it is while it lives longer than a minute", async () => {
    const { ctx, connectionId, token } = await anAccount();
    await expiresIn(connectionId, 70);
    const requests = server.provider.counters.tokenRequests;
    expect(value(await accessToken(ctx, connectionId))).toBe(token);
    expect(server.provider.counters.tokenRequests).toBe(requests);
  });

  it("is refreshed once in its last minute, however many ask; the provider would betray a second use", async () => {
    const { ctx, connectionId, token } = await anAccount();
    for (let round = 0; round < 3; round++) {
      await expiresIn(connectionId, 50);
      const { refreshes } = server.provider.counters;
      server.provider.faults.tokenDelayMs = 100;
      const answers = await Promise.all(Array.from({ length: 20 }, () => accessToken(ctx, connectionId)));
      expect(server.provider.counters.refreshes).toBe(refreshes + 1);
      const tokens = new Set(answers.map(value));
      expect(tokens.size).toBe(1);
      expect(tokens).not.toContain(token);
    }
    expect(server.provider.counters.refusedRefreshes).toBe(0);
    value(await syncTools(ctx, connectionId));
    expect(await stateOf(ctx)).toBe("connected");
  });

  it("is used until it ends when nothing can refresh it, and then the person is asked", async () => {
    const { ctx, connectionId, token } = await anAccount();
    await db().$executeRaw`UPDATE credentials SET refresh_token_box = NULL WHERE connection_id = ${connectionId}`;
    await expiresIn(connectionId, 20);
    expect(value(await accessToken(ctx, connectionId))).toBe(token);
    expect(await stateOf(ctx)).toBe("expires_soon");
    await expiresIn(connectionId, -1);
    expect(await accessToken(ctx, connectionId)).toEqual({ ok: false, error: { reason: "needs_reauth" } });
    expect(await stateOf(ctx)).toBe("reconnect");
  });
});

describe("a provider that is away", () => {
  it("costs no login: the token goes on to its end, the connection is degraded, and heals", async () => {
    const { ctx, connectionId, token } = await anAccount();
    await expiresIn(connectionId, 30);
    server.provider.faults.tokenStatus = 503;
    expect(value(await accessToken(ctx, connectionId))).toBe(token);
    expect(await stateOf(ctx)).toBe("degraded");

    const requests = server.provider.counters.tokenRequests;
    await expiresIn(connectionId, -1);
    const asked = await Promise.all(Array.from({ length: 10 }, () => accessToken(ctx, connectionId)));
    for (const answer of asked) expect(answer).toEqual({ ok: false, error: { reason: "refresh_unavailable" } });
    expect(server.provider.counters.tokenRequests).toBe(requests);

    server.provider.faults.tokenStatus = 0;
    await coolDownOver(connectionId);
    expect(value(await accessToken(ctx, connectionId))).not.toBe(token);
    expect(await stateOf(ctx)).toBe("connected");
  });
});

describe("an answer that is none", () => {
  it("costs no login, even after the token's end: the next one may be right", async () => {
    const { ctx, connectionId, token } = await anAccount();
    await expiresIn(connectionId, -1);
    server.provider.faults.tokenStatus = 200;
    expect(await accessToken(ctx, connectionId)).toEqual({ ok: false, error: { reason: "refresh_unavailable" } });
    expect(await stateOf(ctx)).toBe("degraded");
    server.provider.faults.tokenStatus = 0;
    await coolDownOver(connectionId);
    expect(value(await accessToken(ctx, connectionId))).not.toBe(token);
    expect(await stateOf(ctx)).toBe("connected");
  });

  it("is taken as a refusal when the provider says that the request is wrong, once the token has ended", async () => {
    const { ctx, connectionId, token } = await anAccount();
    server.provider.faults.tokenStatus = 400;
    await expiresIn(connectionId, 30);
    expect(value(await accessToken(ctx, connectionId))).toBe(token);
    expect(await stateOf(ctx)).toBe("degraded");
    await expiresIn(connectionId, -1);
    await coolDownOver(connectionId);
    expect(await accessToken(ctx, connectionId)).toEqual({ ok: false, error: { reason: "needs_reauth" } });
    expect((await connectionsWithTools(ctx))[0]?.connection?.stateReason).toBe("refresh_refused");
  });
});

describe("a refresh token that the provider refuses", () => {
  it("takes the person's sign-in, and is not tried again", async () => {
    const { ctx, connectionId } = await anAccount();
    await expiresIn(connectionId, 30);
    await db().$executeRaw`
      UPDATE credentials SET refresh_token_box = access_token_box WHERE connection_id = ${connectionId}`;
    await expect(accessToken(ctx, connectionId)).rejects.toThrow(/does not open/);
    await coolDownOver(connectionId);

    const other = await anAccount();
    await expiresIn(other.connectionId, 30);
    server.provider.revokeAll();
    expect(await accessToken(other.ctx, other.connectionId)).toMatchObject({ error: { reason: "needs_reauth" } });
    expect(await stateOf(other.ctx)).toBe("reconnect");
    const requests = server.provider.counters.tokenRequests;
    expect(await accessToken(other.ctx, other.connectionId)).toMatchObject({ error: { reason: "needs_reauth" } });
    expect(server.provider.counters.tokenRequests).toBe(requests);
    const event = await db().auditEvent.findFirst({
      where: { subjectId: other.connectionId, type: "connection.signInNeeded" },
    });
    expect(event).toMatchObject({ actorId: null, data: { userId: other.ctx.userId } });
  });

  it("never costs newer tokens that somebody else stored meanwhile", async () => {
    const { ctx, connectionId } = await anAccount();
    await expiresIn(connectionId, 30);
    const before = await readSecrets(ctx, connectionId);
    const newer = value(await accessToken(ctx, connectionId));
    if (before?.kind !== "tokens") throw new Error("no tokens");
    // A slow process still holds the old refresh token; using it now would be reuse.
    const { markNeedsReauth, saveRefreshed } = await import("#lib/credentials/mutations.ts");
    expect(await markNeedsReauth(before.credential, "revoked")).toBe(false);
    const stale = { accessToken: "stale", refreshToken: null, tokenType: "Bearer", scope: null, expiresAt: null };
    expect(await saveRefreshed(before.credential, stale)).toBe(false);
    expect(value(await accessToken(ctx, connectionId))).toBe(newer);
    expect(await stateOf(ctx)).toBe("connected");
  });
});

describe("a process that dies while refreshing", () => {
  it("holds others up until its lease has lapsed, and no longer", async () => {
    const { ctx, connectionId, token } = await anAccount();
    await expiresIn(connectionId, 30);
    const secrets = await readSecrets(ctx, connectionId);
    if (secrets?.kind !== "tokens") throw new Error("no tokens");
    expect(await takeLease(secrets.credential, "of a dead process")).toBe(true);
    expect(await takeLease(secrets.credential, "of another")).toBe(false);
    const [row] = await db().$queryRaw<{ seconds: number }[]>`
      SELECT extract(epoch FROM lease_until - now())::float8 AS seconds FROM credentials
      WHERE connection_id = ${connectionId}`;
    expect(row?.seconds).toBeGreaterThan(38);
    expect(row?.seconds).toBeLessThanOrEqual(40);

    const waiting = accessToken(ctx, connectionId);
    await db().$executeRaw`UPDATE credentials SET lease_until = now() WHERE connection_id = ${connectionId}`;
    expect(value(await waiting)).not.toBe(token);
  });
});

describe("a token that the server refuses", () => {
  it("is replaced once for everybody, and the request repeated", async () => {
    const { ctx, connectionId, token } = await anAccount();
    const { refreshes } = server.provider.counters;
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => refreshAfterRejection(ctx, connectionId, token)),
    );
    const [fresh] = new Set(answers.map(value));
    expect(new Set(answers.map(value)).size).toBe(1);
    expect(fresh).not.toBe(token);
    expect(server.provider.counters.refreshes).toBe(refreshes + 1);
    expect(value(await refreshAfterRejection(ctx, connectionId, token))).toBe(fresh);
  });

  it("ends in Reconnect, not in a circle, when its successor is refused too", async () => {
    const { ctx, connectionId } = await anAccount();
    const { endpoint, poolKey } = value(await connectionEndpoint(ctx, connectionId));
    sessionPool().drop(poolKey);
    const { refreshes } = server.provider.counters;
    // A server that wants another token than the one its own provider issues.
    const nothingIsGood: typeof fetch = async (input, init) => {
      const headers = new Headers(init?.headers);
      headers.set("authorization", "Bearer of-somebody-else");
      return endpoint.fetch(input, { ...init, headers });
    };
    const opened = await sessionPool().with(poolKey, { ...endpoint, fetch: nothingIsGood }, async () => {});
    expect(opened).toMatchObject({ ok: false, error: { reason: "needs_authorization" } });
    expect(server.provider.counters.refreshes).toBe(refreshes + 1);
    expect(await stateOf(ctx)).toBe("reconnect");
    expect(await connectionEndpoint(ctx, connectionId)).toEqual({ ok: false, error: { reason: "needs_reauth" } });
  });

  it("counts only while it is the newest", async () => {
    const { ctx, connectionId, token } = await anAccount();
    value(await refreshAfterRejection(ctx, connectionId, token));
    await rejectFreshToken(ctx, connectionId, token);
    expect(await stateOf(ctx)).toBe("connected");
  });
});

describe("the log", () => {
  it("tells of failures and shows no token", async () => {
    const lines: string[] = [];
    forgetOnce("log");
    oncePerProcess("log", () => pino({ level: "trace" }, { write: (line) => void lines.push(line) }));
    const { ctx, connectionId, token } = await anAccount();
    const secrets = await readSecrets(ctx, connectionId);
    if (secrets?.kind !== "tokens") throw new Error("no tokens");
    const refreshToken = openToken(secrets.credential.refreshTokenBox ?? "", "refresh_token_box", secrets.credential);
    await expiresIn(connectionId, 30);
    server.provider.faults.tokenStatus = 500;
    await accessToken(ctx, connectionId);
    server.provider.faults.tokenStatus = 0;
    server.provider.revokeAll();
    await coolDownOver(connectionId);
    await accessToken(ctx, connectionId);
    forgetOnce("log");
    expect(lines.join("")).toContain(connectionId);
    for (const secret of [token, refreshToken]) expect(lines.join("")).not.toContain(secret);
  });
});

describe("stored tokens", () => {
  it("do not open in another person's row", async () => {
    const [one, two] = [await anAccount(), await anAccount()];
    await db().$executeRaw`
      UPDATE credentials SET access_token_box = (SELECT access_token_box FROM credentials WHERE connection_id = ${one.connectionId})
      WHERE connection_id = ${two.connectionId}`;
    await expect(accessToken(two.ctx, two.connectionId)).rejects.toThrow(
      "A stored secret does not open (not_authentic)",
    );
  });
});
