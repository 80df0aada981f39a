import { open, seal } from "#lib/platform/crypto/secret-box.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";

/** Keeps the key of a model provider, in the place of the one before; null forgets it. False: there is no such provider. */
export async function saveModelKey(tx: Tx, ctx: OrgContext, id: string, key: string | null): Promise<boolean> {
  const { orgId } = ctx;
  const keyBox = key === null ? null : seal(key, place({ orgId, id }));
  return (await tx.modelProvider.updateMany({ where: { orgId, id }, data: { keyBox } })).count === 1;
}

/**
 * The key of a model provider, to be sent to its own address alone; null: it has none.
 * @throws SecretBoxError when it was moved, changed, or sealed with a lost key
 */
export async function openModelKey(
  tx: Pick<Tx, "modelProvider">,
  { orgId }: OrgContext,
  { id, baseUrl }: { id: string; baseUrl: string | null },
): Promise<string | null> {
  // By the address too: a key set for the new server must not reach the one before.
  const row = await tx.modelProvider.findFirst({ where: { orgId, id, baseUrl }, select: { keyBox: true } });
  return row?.keyBox ? open(row.keyBox, place({ orgId, id })) : null;
}

function place({ orgId, id }: { orgId: string; id: string }): string {
  return ["model_providers", "key_box", orgId, id].join("|");
}
