import { open, seal } from "#lib/platform/crypto/secret-box.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { newId, type OrgContext } from "#lib/platform/ids.ts";

/** Values by lower-case name. Never logged, never shown: they leave as headers of requests to their own server alone. */
export type HeaderValues = Readonly<Record<string, string>>;

type Place = { orgId: string; connectorId: string; connectionId: string | null; name: string };

/**
 * The headers to send to a connector's server: the organization's own, and with `connectionId` those that the caller
 * gave for their account. None where the connector is at another address by now: what was set for the new server must
 * not reach the one before.
 * @param connector with the address that they will be sent to
 */
export async function requestHeaders(
  tx: Tx,
  ctx: OrgContext,
  { id: connectorId, url }: { id: string; url: string },
  connectionId: string | null,
): Promise<HeaderValues> {
  const { orgId, userId } = ctx;
  const own = connectionId === null ? [] : [{ connectionId, connection: { userId } }];
  const rows = await tx.requestHeader.findMany({
    where: { connectorId, orgId, connector: { url }, OR: [{ connectionId: null }, ...own] },
    select: { connectorId: true, connectionId: true, name: true, valueBox: true },
  });
  return Object.fromEntries(rows.map((row) => [row.name, open(row.valueBox, aad({ ...row, orgId }))]));
}

/** When header values were set, by name: the organization's own, or those of one of the caller's own connections. */
export async function headerDates(
  tx: Tx,
  ctx: OrgContext,
  place: { connectorId: string } | { connectionId: string },
): Promise<Map<string, Date>> {
  const whose =
    "connectionId" in place ? { ...place, connection: { userId: ctx.userId } } : { ...place, connectionId: null };
  const where = { orgId: ctx.orgId, ...whose };
  const rows = await tx.requestHeader.findMany({ where, select: { name: true, updatedAt: true } });
  return new Map(rows.map(({ name, updatedAt }) => [name, updatedAt]));
}

/** Keeps values that the organization shares, in the place of what was there under the same names. */
export async function saveSharedHeaders(
  tx: Tx,
  ctx: OrgContext,
  connectorId: string,
  values: HeaderValues,
): Promise<void> {
  await dropSharedHeaders(tx, ctx, connectorId, Object.keys(values));
  await insertHeaders(tx, ctx, { connectorId, connectionId: null }, values);
}

/** Forgets values that the organization shared. */
export async function dropSharedHeaders(
  tx: Tx,
  ctx: OrgContext,
  connectorId: string,
  names: readonly string[],
): Promise<void> {
  const where = { connectorId, orgId: ctx.orgId, connectionId: null, name: { in: [...names] } };
  await tx.requestHeader.deleteMany({ where });
}

/**
 * Keeps what a member gave for one of their connections, in the place of all they gave before.
 * @returns whether there was something else before: as far as anybody can tell, another account
 */
export async function saveMemberHeaders(
  tx: Tx,
  ctx: OrgContext,
  place: { connectorId: string; connectionId: string },
  values: HeaderValues,
): Promise<{ isOtherAccount: boolean }> {
  const { orgId } = ctx;
  const before = await tx.requestHeader.findMany({
    where: { ...place, orgId },
    select: { name: true, valueBox: true },
  });
  await tx.requestHeader.deleteMany({ where: { ...place, orgId } });
  await insertHeaders(tx, ctx, place, values);
  const isSame = ({ name, valueBox }: (typeof before)[number]) =>
    Object.hasOwn(values, name) && open(valueBox, aad({ orgId, ...place, name })) === values[name];
  return { isOtherAccount: before.length > 0 && !before.every(isSame) };
}

/**
 * A `fetch` that adds headers to requests for one server's own origin, and to no others.
 * @param send refuses redirects off the origin itself (lib/platform/http)
 */
export function withRequestHeaders(send: typeof fetch, serverUrl: string, values: HeaderValues): typeof fetch {
  const entries = Object.entries(values);
  if (entries.length === 0) return send;
  const { origin } = new URL(serverUrl);
  return (input, init) => {
    const request = input instanceof Request ? input : null;
    if (new URL(request?.url ?? String(input)).origin !== origin) return send(input, init);
    const headers = new Headers(init?.headers ?? request?.headers);
    for (const [name, value] of entries) headers.set(name, value);
    return send(input, { ...init, headers });
  };
}

async function insertHeaders(
  tx: Tx,
  ctx: OrgContext,
  place: { connectorId: string; connectionId: string | null },
  values: HeaderValues,
): Promise<void> {
  const { orgId } = ctx;
  await tx.requestHeader.createMany({
    data: Object.entries(values).map(([name, value]) => ({
      id: newId("header"),
      orgId,
      ...place,
      name,
      valueBox: seal(value, aad({ orgId, ...place, name })),
    })),
  });
}

function aad({ orgId, connectorId, connectionId, name }: Place): string {
  return ["request_headers", "value_box", orgId, connectorId, connectionId ?? "", name].join("|");
}
