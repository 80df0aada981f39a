import { createHash } from "node:crypto";
import { type Neighbourhood, neighbourhoodOf } from "#lib/inspection/neighbourhood.ts";
import type { NamedConnector } from "#lib/inspection/types.ts";
import { db, type Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { oncePerProcess } from "#lib/platform/process-registry.ts";
import { RecentlyUsed } from "#lib/platform/recently-used.ts";
import { MAX_NEIGHBOUR_NAMES } from "../constants.ts";

/** What surrounds a tool: the names its definition is compared with, and what tells them from other names. */
export type Surroundings = { key: string; names: Neighbourhood; connectors: ReadonlyMap<string, NamedConnector> };

/** What the workspace's connectors are called, and the tools of the caller's own accounts there. */
export async function surroundingsOf(ctx: OrgContext, client: Tx = db()): Promise<Surroundings> {
  const rows = await client.$queryRaw<(NamedConnector & { id: string })[]>`
    SELECT c.id, c.name, c.slug,
           COALESCE(array_agg(DISTINCT d.name) FILTER (WHERE d.name IS NOT NULL), '{}') AS tools
    FROM connectors c
      LEFT JOIN connections k ON k.org_id = c.org_id AND k.connector_id = c.id AND k.user_id = ${ctx.userId}
      LEFT JOIN tool_definitions d ON d.org_id = k.org_id AND d.connection_id = k.id
    WHERE c.org_id = ${ctx.orgId}
    GROUP BY c.id, c.name, c.slug ORDER BY c.id`;
  const key = createHash("sha256").update(JSON.stringify(rows)).digest("base64url");
  const known = oncePerProcess("neighbourhoods", () => new RecentlyUsed<Surroundings>(MAX_NEIGHBOUR_NAMES));
  const before = known.get(key);
  if (before) return before;
  const now = { key, names: neighbourhoodOf(rows), connectors: new Map(rows.map((row) => [row.id, row])) };
  known.set(key, now, 1 + rows.reduce((sum, { tools }) => sum + tools.length, rows.length));
  return now;
}
