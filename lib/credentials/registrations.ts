import { registerClient } from "#lib/oauth/registration.ts";
import type { AuthorizationTarget, ClientIdentity, OAuthProblem } from "#lib/oauth/types.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { newId, type OrgContext } from "#lib/platform/ids.ts";
import { oncePerProcess } from "#lib/platform/process-registry.ts";
import { PRODUCT_NAME } from "#lib/platform/product.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { recordStep } from "#lib/platform/trace.ts";
import { REGISTER_REQUEST_MS } from "./constants.ts";
import { listRegistrations } from "./data.ts";
import { exchange } from "./exchange.ts";
import { bindRegistration, insertRegistration, replaceRegistration } from "./mutations.ts";
import { openClientSecret, sealClientSecret } from "./sealed.ts";
import type { Registration, StoredRegistration } from "./types.ts";

/** `issuer_changed`: the owner's own client belongs to another authorization server than the one found now. */
export type RegistrationProblem = OAuthProblem | { reason: "issuer_changed" };

type Wanted = {
  connectorId: string;
  target: AuthorizationTarget;
  redirectUri: string;
  /** The address of our client metadata document, or null where no provider could read it. */
  cimdUrl: string | null;
};

/**
 * Who we are to the authorization server of a connector, registering on first use. One registration per connector and
 * issuer, never shared with another connector: the unique index decides between callers who register at once.
 */
export async function registrationFor(
  ctx: OrgContext,
  wanted: Wanted,
): Promise<Result<Registration, RegistrationProblem>> {
  const underWay = oncePerProcess("registrations", () => new Map<string, ReturnType<typeof findOrRegister>>());
  const key = [ctx.orgId, wanted.connectorId, wanted.target.issuer].join(" ");
  const running = underWay.get(key) ?? findOrRegister(ctx, wanted).finally(() => underWay.delete(key));
  underWay.set(key, running);
  return running;
}

async function findOrRegister(ctx: OrgContext, wanted: Wanted): Promise<Result<Registration, RegistrationProblem>> {
  const { issuer } = wanted.target;
  const rows = await listRegistrations(ctx, wanted.connectorId);
  const own = rows.find((row) => row.source === "preregistered");
  if (own && own.issuer !== "" && own.issuer !== issuer) {
    recordStep("registration", { reason: "issuer_changed" });
    return err({ reason: "issuer_changed" });
  }
  const kept = own ?? rows.find((row) => row.issuer === issuer);
  if (kept && kept.issuer === issuer && isGood(kept, wanted)) {
    recordStep("registration", { evidence: { source: kept.source, authMethod: kept.authMethod, isKnownClient: true } });
    return ok(openRegistration(kept));
  }

  const preregistered = own ? openRegistration(own).client : null;
  const registered = await registerClient({
    target: wanted.target,
    redirectUri: wanted.redirectUri,
    clientName: PRODUCT_NAME,
    cimdUrl: wanted.cimdUrl,
    preregistered,
    ...exchange(REGISTER_REQUEST_MS),
  });
  if (!registered.ok) return registered;
  if (own) {
    await bindRegistration(own, issuer, registered.value.authMethod);
  } else {
    const row = toRow(ctx, wanted.connectorId, issuer, { ...registered.value, redirectUri: wanted.redirectUri });
    if (kept) await replaceRegistration(kept, row);
    else await insertRegistration(null, row);
  }
  const winner = (await listRegistrations(ctx, wanted.connectorId)).find((row) => row.issuer === issuer);
  return winner ? ok(openRegistration(winner)) : err({ reason: "issuer_changed" });
}

/** Keeps the client that the owner registered by hand, in the transaction that adds or changes the connector. */
export async function savePreregistered(
  tx: Tx,
  ctx: OrgContext,
  connectorId: string,
  client: { clientId: string; clientSecret: string | null },
): Promise<void> {
  const unknown = { authMethod: null, expiresAt: null, redirectUri: null };
  const identity = { source: "preregistered", ...unknown, ...client } as const;
  await insertRegistration(tx, toRow(ctx, connectorId, "", identity));
}

/** A stored registration with its secret opened. */
export function openRegistration(row: StoredRegistration): Registration {
  const { id, source, clientId, clientSecretBox, expiresAt } = row;
  const clientSecret = clientSecretBox && openClientSecret(clientSecretBox, row);
  return { id, client: { source, clientId, clientSecret, authMethod: row.authMethod ?? "none", expiresAt } };
}

function isGood(row: StoredRegistration, { cimdUrl, redirectUri }: Wanted): boolean {
  if (row.source === "dcr" && row.redirectUri !== redirectUri) return false;
  if (row.source === "cimd" && row.clientId !== cimdUrl) return false;
  return row.expiresAt === null || row.expiresAt.getTime() > Date.now();
}

function toRow(
  ctx: OrgContext,
  connectorId: string,
  issuer: string,
  client: Omit<ClientIdentity, "authMethod"> & { authMethod: string | null; redirectUri: string | null },
): StoredRegistration {
  const id = newId("registration");
  const { source, clientId, clientSecret, authMethod, redirectUri, expiresAt } = client;
  const clientSecretBox = clientSecret && sealClientSecret(clientSecret, { id, orgId: ctx.orgId, connectorId });
  return {
    id,
    orgId: ctx.orgId,
    connectorId,
    issuer,
    source,
    clientId,
    clientSecretBox,
    authMethod,
    redirectUri,
    expiresAt,
  };
}
