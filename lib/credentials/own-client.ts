import type { Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { savePreregistered, secretOrKey } from "./registrations.ts";
import { sealClientKey, sealClientSecret } from "./sealed.ts";

/** The OAuth client that an owner entered for a connector, without its secret. */
export type OwnClient = {
  clientId: string;
  hasSecret: boolean;
  /** The authorization server it turned out to belong to; "" before the first sign-in. */
  issuer: string;
};

/** The owner's own client of a connector; null where we register by ourselves. */
export async function findOwnClient(tx: Tx, ctx: OrgContext, connectorId: string): Promise<OwnClient | null> {
  const row = await tx.clientRegistration.findFirst({
    where: { connectorId, orgId: ctx.orgId, source: "preregistered" },
    select: { clientId: true, clientSecretBox: true, clientKeyBox: true, issuer: true },
  });
  const hasSecret = row !== null && (row.clientSecretBox !== null || row.clientKeyBox !== null);
  return row && { clientId: row.clientId, hasSecret, issuer: row.issuer };
}

/** Puts another client in the place of whichever there was; with null, we register by ourselves from now on. */
export async function replaceClient(
  tx: Tx,
  ctx: OrgContext,
  connectorId: string,
  client: { clientId: string; clientSecret: string | null } | null,
): Promise<void> {
  await tx.clientRegistration.deleteMany({ where: { connectorId, orgId: ctx.orgId } });
  if (client) await savePreregistered(tx, ctx, connectorId, client);
}

/** Puts a new secret, or private key, in the place of the old one of the owner's own client, whose tokens stay good. */
export async function replaceClientSecret(
  tx: Tx,
  ctx: OrgContext,
  connectorId: string,
  clientSecret: string,
): Promise<void> {
  const where = { connectorId, orgId: ctx.orgId, source: "preregistered" } as const;
  const row = await tx.clientRegistration.findFirst({ where, select: { id: true, clientKeyBox: true } });
  if (!row) return;
  const place = { id: row.id, orgId: ctx.orgId, connectorId };
  const { clientKey, ...secret } = secretOrKey(clientSecret);
  const clientSecretBox = secret.clientSecret && sealClientSecret(secret.clientSecret, place);
  const clientKeyBox = clientKey && sealClientKey(clientKey, place);
  // How we authenticate with the one is not how we do with the other; the next sign-in finds out.
  const isOtherKind = (clientKeyBox === null) !== (row.clientKeyBox === null);
  await tx.clientRegistration.updateMany({
    where: { id: row.id, orgId: ctx.orgId },
    data: { clientSecretBox, clientKeyBox, ...(isOtherKind && { authMethod: null }) },
  });
}
