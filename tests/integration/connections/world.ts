import { readSession } from "#lib/auth/data.ts";
import type { CurrentSession } from "#lib/auth/types.ts";
import { beginConnect } from "#lib/connections/begin-connect.ts";
import { findConnectionId } from "#lib/connections/data.ts";
import { type FinishOutcome, finishConnect } from "#lib/connections/finish-connect.ts";
import { addConnector, reserveConnector } from "#lib/connectors/add-connector.ts";
import { accessToken } from "#lib/credentials/access-token.ts";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import { db } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { forgetOnce } from "#lib/platform/process-registry.ts";
import { createSessionRow } from "#tests/factories/browser.ts";
import { contextFor, type Member } from "#tests/factories/people.ts";
import { signInAndAllow } from "#tests/fakes/oauth-client.ts";
import { type ProtectedServer, startProtectedEverything } from "#tests/fakes/protected-mcp-server.ts";

const allowed = new Set<string>();

/** Lets connectors and OAuth reach these loopback addresses too. */
export function allowEgress(...hostPorts: string[]): void {
  for (const hostPort of hostPorts) allowed.add(hostPort);
  process.env.EGRESS_ALLOW = [...allowed].join(",");
  forgetOnce("env");
}

/** The reference server behind a real authorization server, reachable. */
export async function startProtected(
  options: Parameters<typeof startProtectedEverything>[0] = {},
): Promise<ProtectedServer> {
  const server = await startProtectedEverything(options);
  allowEgress(...server.egressAllow, server.everything.hostPort);
  return {
    ...server,
    close: async () => {
      await sessionPool().closeAll();
      await server.close();
    },
  };
}

/** A connector added the way owners add them. */
export async function addedConnector(owner: OrgContext, url: string, name = "Everything"): Promise<string> {
  const reserved = value(await reserveConnector(owner));
  const { connectorId } = reserved;
  const input = { connectorId, name, url, clientId: null, clientSecret: null, anyway: false };
  const added = value(await addConnector(owner, input));
  if (added.kind !== "added") throw new Error(JSON.stringify(added));
  return connectorId;
}

/** A browser in which this member is signed in. */
export async function browserOf(member: Member): Promise<CurrentSession> {
  const session = await readSession(await createSessionRow(member));
  if (!session) throw new Error("no session");
  return session;
}

/** Clicks Connect and goes to the provider: what comes back in the callback's query. */
export async function signInAtProvider(browser: CurrentSession, connectorId: string, account: string): Promise<string> {
  const returnTo = `/settings/connectors/${connectorId}`;
  const begun = value(await beginConnect({ ...browser.ctx, sessionId: browser.sessionId }, { connectorId, returnTo }));
  if (begun.kind !== "sign_in") throw new Error("no sign-in was asked for");
  return new URL(await signInAndAllow(begun.url, account)).search.slice(1);
}

/** The provider's answer arrives in this browser. */
export function comeBack(browser: CurrentSession, connectorId: string, query: string): Promise<FinishOutcome> {
  return finishConnect(browser, { connectorId, query, isConfirmed: false });
}

/** A member with a connected account, from the click to the callback. */
export async function connected(
  member: Member,
  connectorId: string,
  account: string,
): Promise<{ ctx: OrgContext; connectionId: string; token: string }> {
  const browser = await browserOf(member);
  const query = await signInAtProvider(browser, connectorId, account);
  const outcome = await comeBack(browser, connectorId, query);
  if (outcome.kind !== "done" || outcome.code !== "connected") throw new Error(JSON.stringify(outcome));
  const ctx = contextFor(member);
  const connectionId = await findConnectionId(ctx, connectorId);
  const token = connectionId && value(await accessToken(ctx, connectionId));
  if (!connectionId || !token) throw new Error("not connected");
  return { ctx, connectionId, token };
}

/** Every row of every table as text: where something would be that should not be stored. */
export async function databaseText(): Promise<string> {
  const tables = await db().$queryRaw<{ name: string }[]>`
    SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`;
  const texts = tables.map(({ name }) =>
    db().$queryRawUnsafe<{ text: string }[]>(`SELECT COALESCE(string_agg(t::text, ' '), '') AS text FROM "${name}" t`),
  );
  return (await Promise.all(texts)).flatMap((rows) => rows.map(({ text }) => text)).join("\n");
}

/** How many sign-ins, connections and tokens this person has anywhere. */
export async function stored(userId: string): Promise<{ connections: number; credentials: number }> {
  const connections = await db().connection.count({ where: { userId } });
  const credentials = await db().credential.count({ where: { connection: { userId } } });
  return { connections, credentials };
}

/** The value of a success; a failure fails the test. */
export function value<T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
