import { blockedConnectors } from "#lib/connectors/data.ts";
import { listFinalExpiries } from "#lib/credentials/data.ts";
import { db } from "#lib/platform/db/client.ts";
import type { Connection } from "#lib/platform/db/generated/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { connectorState } from "../state.ts";
import type { AccountStanding, ConnectorState } from "../types.ts";

/** What it takes to say how the caller's accounts stand: owners' blocks, and when sign-ins end for good. */
export async function standingFacts(ctx: OrgContext) {
  const [blocked, expiries] = await Promise.all([blockedConnectors(ctx), listFinalExpiries(ctx)]);
  const now = new Date();
  return (connection: Connection): { state: ConnectorState; endsAt: Date | null } => {
    const endsAt = expiries.get(connection.id) ?? null;
    const isBlocked = blocked.has(connection.connectorId);
    return { endsAt, state: connectorState({ isBlocked, lastCheck: null, connection, endsAt }, now) };
  };
}

/** How each of the caller's accounts stands now, in the words of Settings, without reading its tools. */
export async function accountStandings(ctx: OrgContext): Promise<AccountStanding[]> {
  const mine = { orgId: ctx.orgId, userId: ctx.userId };
  const [standingOf, connections] = await Promise.all([
    standingFacts(ctx),
    db().connection.findMany({ where: mine, orderBy: { id: "asc" } }),
  ]);
  return connections.map((connection) => {
    const { state, endsAt } = standingOf(connection);
    return { connectionId: connection.id, state, endsAt: endsAt?.toISOString() ?? null };
  });
}
