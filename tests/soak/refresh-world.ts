import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { saveTokens } from "#lib/credentials/mutations.ts";
import { openToken } from "#lib/credentials/sealed.ts";
import { databaseUrl, db } from "#lib/platform/db/client.ts";
import { newId, type OrgContext } from "#lib/platform/ids.ts";
import { contextFor, createMember } from "#tests/factories/people.ts";
import { startChild, stopChild } from "#tests/fakes/child-process.ts";
import { type Grant, type RotatingServer, startRotatingServer } from "#tests/fakes/rotating-authorization-server.ts";
import type { GuardName } from "./refresh-guards.ts";
import type { Answer, Order } from "./refresh-process.ts";

const PROCESSES = 3;

/** Somebody's connection, the consent that it lives from, and the generation of its tokens at the sign-in. */
export type Account = {
  ctx: OrgContext;
  connectionId: string;
  registrationId: string;
  grantId: string;
  generation: number;
};

/** A connection as it is stored. */
export type Stored = {
  state: string;
  reason: string | null;
  /** Refreshes stored since the sign-in. */
  saved: number;
  accessToken: string;
  refreshToken: string;
  lease: string | null;
  leaseSeconds: number | null;
};

/** Three processes on one database, and a provider that ends a grant at the first mistake. */
export type RefreshWorld = {
  provider: RotatingServer;
  newAccount(): Promise<Account>;
  /** Stores the tokens of a new sign-in; the account's consent is another from here on. */
  signIn(account: Account): Promise<Grant>;
  grantOf(account: Account): Grant;
  stored(account: Account): Promise<Stored>;
  /** So many callers, spread over all processes, want a token at once. What those in a killed process got is unknown. */
  ask(account: Account, callers: number, rejected?: string): Promise<string[]>;
  /** The ids of the processes, as their leases carry them. */
  pids(): number[];
  /** kill -9; gives the id that its leases carry. Another process takes its place once `replaced` resolves. */
  kill(index: number): Promise<{ pid: number; replaced: Promise<void> }>;
  close(): Promise<void>;
};

/** Starts them on the database of this test. @param without takes a guard out of all three processes */
export async function startRefreshWorld(without?: GuardName): Promise<RefreshWorld> {
  const provider = await startRotatingServer();
  const file = fileURLToPath(new URL("refresh-process.ts", import.meta.url));
  const env = {
    DATABASE_URL: databaseUrl(),
    EGRESS_ALLOW: provider.hostPort,
    ...(without && { WITHOUT_GUARD: without }),
  };
  const waiting = new Map<number, { child: ChildProcess; answer: (outcomes: string[]) => void }>();
  let orders = 0;

  async function start(): Promise<ChildProcess> {
    const child = await startChild(["--no-warnings", file], env, /wants tokens/);
    child.on("message", ({ id, outcomes }: Answer) => {
      waiting.get(id)?.answer(outcomes);
      waiting.delete(id);
    });
    child.once("exit", () => {
      for (const [id, order] of waiting) {
        if (order.child !== child) continue;
        waiting.delete(id);
        order.answer([]);
      }
    });
    return child;
  }
  const children = await Promise.all(Array.from({ length: PROCESSES }, start));

  const tell = (child: ChildProcess, order: Omit<Order, "id">) =>
    new Promise<string[]>((answer) => {
      const id = ++orders;
      waiting.set(id, { child, answer });
      child.send({ id, ...order } satisfies Order);
    });

  return {
    provider,
    newAccount: () => newAccount(provider),
    signIn: (account) => signIn(provider, account),
    grantOf: ({ grantId }) => provider.grant(grantId),
    stored,
    ask: async ({ ctx, connectionId }, callers, rejected) => {
      const { orgId, userId } = ctx;
      const order = { owner: { orgId, userId }, connectionId, rejected: rejected ?? null };
      const shares = children.map((child, i) =>
        tell(child, { ...order, callers: Math.floor((callers + i) / PROCESSES) }),
      );
      return (await Promise.all(shares)).flat();
    },
    pids: () => children.map(({ pid }) => pid ?? 0),
    kill: async (index) => {
      const child = children[index];
      if (!child?.pid) throw new Error("no such process");
      await stopChild(child, "SIGKILL");
      const replaced = start().then((next) => {
        children[index] = next;
      });
      return { pid: child.pid, replaced };
    },
    close: async () => {
      await Promise.all(children.map((child) => stopChild(child)));
      await provider.close();
    },
  };
}

async function newAccount(provider: RotatingServer): Promise<Account> {
  const ctx = contextFor(await createMember({ role: "member" }));
  const { orgId, userId } = ctx;
  const [connectorId, registrationId, connectionId] = [newId("connector"), newId("registration"), newId("connection")];
  const connector = { slug: "c", name: "Connector", url: "https://mcp.example.com/mcp", createdById: userId };
  await db().connector.create({ data: { id: connectorId, orgId, ...connector } });
  const client = { source: "dcr", clientId: "us", authMethod: "none" } as const;
  await db().clientRegistration.create({
    data: { id: registrationId, orgId, connectorId, issuer: provider.issuer, ...client },
  });
  await db().connection.create({ data: { id: connectionId, orgId, connectorId, userId } });
  const account = { ctx, connectionId, registrationId, grantId: "", generation: 0 };
  await signIn(provider, account);
  return account;
}

async function signIn(provider: RotatingServer, account: Account): Promise<Grant> {
  const { ctx, connectionId, registrationId } = account;
  const grantId = newId("grant");
  const grant = provider.issue(grantId);
  const { accessToken, refreshToken } = grant;
  const { issuer, metadata } = provider;
  const expiresAt = new Date(Date.now() + 3_600_000);
  await db().$transaction(async (tx) => {
    const data = { state: "connected", stateReason: null } as const;
    await tx.connection.update({ where: { id: connectionId }, data });
    const origin = {
      registrationId,
      issuer,
      metadata,
      resource: null,
      grant: "authorization_code",
      dpopKey: null,
    } as const;
    await saveTokens(tx, ctx, connectionId, origin, {
      accessToken,
      refreshToken,
      tokenType: "Bearer",
      scope: null,
      expiresAt,
    });
    account.generation = (await tx.credential.findUniqueOrThrow({ where: { connectionId } })).generation;
  });
  account.grantId = grantId;
  return grant;
}

async function stored({ ctx, connectionId, generation: signedInAs }: Account): Promise<Stored> {
  const [row] = await db().$queryRaw<
    (Pick<Stored, "state" | "reason" | "lease" | "leaseSeconds"> & {
      generation: number;
      access: string;
      refresh: string;
    })[]
  >`
    SELECT c.state::text, c.state_reason AS reason, k.generation, k.access_token_box AS access,
           k.refresh_token_box AS refresh, k.lease_token AS lease,
           extract(epoch FROM k.lease_until - now())::float8 AS "leaseSeconds"
    FROM connections c JOIN credentials k ON k.connection_id = c.id WHERE c.id = ${connectionId}`;
  if (!row) throw new Error("the connection is gone");
  const { generation, access, refresh, ...rest } = row;
  const place = { orgId: ctx.orgId, userId: ctx.userId, connectionId };
  return {
    ...rest,
    saved: generation - signedInAs,
    accessToken: openToken(access, "access_token_box", place),
    refreshToken: openToken(refresh, "refresh_token_box", place),
  };
}
