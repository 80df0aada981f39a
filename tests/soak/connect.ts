import { accessToken } from "#lib/credentials/access-token.ts";
import { db } from "#lib/platform/db/client.ts";
import { signInAndAllow } from "#tests/fakes/oauth-client.ts";
import type { Answer } from "./browser.ts";
import type { Operation } from "./operation.ts";
import type { Person, World } from "./world.ts";

const PAGE = "/settings/connectors";

type Attempt = {
  person: Person;
  /** The connector's. */
  id: string;
  /** Where the provider sent the browser back to; null before that. */
  callback: string | null;
  /** The browser was told that the account is connected. */
  isAcknowledged: boolean;
  /** What it was told last. */
  answer: string;
  /** The connection had come about when the crash was over. */
  wasKept: boolean;
};

const WINDOWS = [
  "finding the provider",
  "client registered",
  "flow kept, at the provider",
  "redeeming the code",
  "connected, reading tools",
  "over",
] as const;

/** A person connects their account at a connector nobody has used yet, from the click to the last page. */
export const CONNECTS: Operation<Attempt> = {
  name: "a connect",
  windows: WINDOWS,
  prepare: async (world, person) => attemptAt(await world.addConnector(world.guarded.url), person),
  run: (_, attempt) => connect(attempt),
  ends,
  recover,
  settle: strayRows,
  fate: async ({ wasKept }) => (wasKept ? "connected" : "done again"),
};

function attemptAt(connectorId: string, person: Person): Attempt {
  return { person, id: connectorId, callback: null, isAcknowledged: false, answer: "", wasKept: false };
}

async function connect(attempt: Attempt): Promise<void> {
  const { person, id: connectorId } = attempt;
  const input = { connectorId, returnTo: PAGE };
  const begun: Answer<{ kind: string; url: string }> = await person.browser.act(PAGE, "beginConnectAction", input);
  if (!begun.ok) {
    attempt.answer = begun.code;
    return;
  }
  const back = new URL(await signInAndAllow(begun.value.url, person.account));
  attempt.callback = back.pathname + back.search;
  await openCallback(attempt);
}

/** Opens the address the provider sent the browser to, for the first time or again. */
async function openCallback(attempt: Attempt): Promise<{ status: number } | null> {
  const page = await attempt.person.browser.open(attempt.callback ?? "");
  attempt.answer = `${page?.status} ${page?.location}`;
  if (page?.status === 303 && page.location?.includes("connect=connected")) attempt.isAcknowledged = true;
  return page;
}

async function ends({ person, id: connectorId }: Attempt) {
  const where = { connectorId, userId: person.ctx.userId };
  const [registration, flow, connection] = await Promise.all([
    db().clientRegistration.findFirst({ where: { connectorId } }),
    db().oAuthFlow.findFirst({ where, orderBy: { createdAt: "asc" } }),
    db().connection.findFirst({ where }),
  ]);
  return [registration?.createdAt, flow?.createdAt, flow?.consumedAt, connection?.createdAt, connection?.toolsSyncedAt];
}

async function recover(world: World, attempt: Attempt): Promise<string[]> {
  const { person, id: connectorId } = attempt;
  const problems: string[] = [];
  const where = { connectorId, userId: person.ctx.userId, state: "connected" } as const;
  attempt.wasKept = (await db().connection.count({ where })) > 0;
  if (attempt.isAcknowledged && !attempt.wasKept) problems.push(`${connectorId}: an acknowledged connection is lost`);
  if (attempt.wasKept) problems.push(...(await judgeConnection(world, attempt)));
  if (attempt.callback !== null) {
    const again = await openCallback(attempt);
    if (again?.status !== 303) problems.push(`${connectorId}: reloading the callback gives ${again?.status}`);
  }
  for (const someone of world.people) {
    const anew = attemptAt(connectorId, someone);
    await connect(anew);
    if (!anew.isAcknowledged)
      problems.push(`${connectorId}: ${someone.account} cannot connect afterwards: ${anew.answer}`);
  }
  for (const someone of world.people) problems.push(...(await judgeConnection(world, attemptAt(connectorId, someone))));
  return problems;
}

/** A person's connection is whole: one row, tools, and a token that the provider gave out for their own account. */
async function judgeConnection({ guarded }: World, { person, id: connectorId }: Attempt): Promise<string[]> {
  const { ctx, account } = person;
  const rows = await db().connection.findMany({ where: { connectorId, userId: ctx.userId }, include: { tools: true } });
  const [connection] = rows;
  if (!connection || rows.length > 1) return [`${connectorId}: ${account} has ${rows.length} connections`];
  const token = await accessToken(ctx, connection.id);
  if (!token.ok || token.value === null) return [`${connectorId}: ${account} has no token`];
  const { extra } = (await guarded.provider.verify(token.value, guarded.url)) ?? {};
  return extra?.account === account
    ? []
    : [`${connectorId}: the token of ${account} is ${extra?.account ?? "nobody"}'s`];
}

/** Rows that must not be in any state of things. */
async function strayRows(): Promise<string[]> {
  const rows = await db().$queryRaw<{ what: string }[]>`
    SELECT 'credential without its connection: ' || k.connection_id AS what
      FROM credentials k LEFT JOIN connections c ON c.id = k.connection_id AND c.org_id = k.org_id WHERE c.id IS NULL
    UNION ALL SELECT 'connection with sign-in but without credential: ' || c.id
      FROM connections c JOIN connectors n ON n.id = c.connector_id LEFT JOIN credentials k ON k.connection_id = c.id
      WHERE n.auth = 'oauth' AND k.connection_id IS NULL
    UNION ALL SELECT 'connection of nobody in the workspace: ' || c.id
      FROM connections c LEFT JOIN memberships m ON m.org_id = c.org_id AND m.user_id = c.user_id WHERE m.id IS NULL
    UNION ALL SELECT 'credential of another connector''s client: ' || k.connection_id
      FROM credentials k JOIN connections c ON c.id = k.connection_id
      LEFT JOIN client_registrations r ON r.id = k.registration_id AND r.connector_id = c.connector_id WHERE r.id IS NULL`;
  return rows.map(({ what }) => what);
}
