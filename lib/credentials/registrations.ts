import { looksLikePrivateKey, readPrivateKey } from "#lib/oauth/private-key.ts";
import { registerClient } from "#lib/oauth/registration.ts";
import type {
  AuthorizationTarget,
  ClientIdentity,
  OAuthGrant,
  OAuthProblem,
  OAuthSettings,
  PrivateKey,
} from "#lib/oauth/types.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { newId, type OrgContext } from "#lib/platform/ids.ts";
import { oncePerProcess } from "#lib/platform/process-registry.ts";
import { PRODUCT_NAME } from "#lib/platform/product.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { recordStep } from "#lib/platform/trace.ts";
import { REGISTER_REQUEST_MS } from "./constants.ts";
import { listClientKeys, listRegistrations } from "./data.ts";
import { exchange } from "./exchange.ts";
import { bindRegistration, insertRegistration, replaceRegistration } from "./mutations.ts";
import { openClientKey, openClientSecret, sealClientKey, sealClientSecret } from "./sealed.ts";
import type { Registration, StoredRegistration } from "./types.ts";

/** `issuer_changed`: the owner's own client belongs to another authorization server than the one found now. */
export type RegistrationProblem = OAuthProblem | { reason: "issuer_changed" };

type Wanted = {
  connectorId: string;
  target: AuthorizationTarget;
  redirectUri: string;
  /** The address of our client metadata document, or null where no provider could read it. */
  cimdUrl: string | null;
  /** What it is for, and the owner's choice of how we authenticate. */
  grant: OAuthGrant;
  authMethod: OAuthSettings["authMethod"];
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
    grant: wanted.grant,
    authMethod: wanted.authMethod,
    ...exchange(REGISTER_REQUEST_MS),
  });
  if (!registered.ok) return registered;
  if (own) {
    const { authMethod, clientKey } = registered.value;
    await bindRegistration(own, issuer, { authMethod, clientKeyBox: clientKey && sealClientKey(clientKey, own) });
  } else {
    const row = registrationRow(ctx, wanted.connectorId, issuer, {
      ...registered.value,
      redirectUri: wanted.redirectUri,
    });
    if (kept) await replaceRegistration(kept, row);
    else await insertRegistration(null, row);
  }
  const winner = (await listRegistrations(ctx, wanted.connectorId)).find((row) => row.issuer === issuer);
  return winner ? ok(openRegistration(winner)) : err({ reason: "issuer_changed" });
}

/** Whether what an owner gave as a secret can be used: it can, unless it is a private key that cannot be read. */
export function isUsableSecret(text: string | null): boolean {
  return text === null || !looksLikePrivateKey(text) || readPrivateKey(text).ok;
}

/** What an owner gave as a secret: one, or the private key of `private_key_jwt` (PEM or JWK). Call isUsableSecret() first. */
export function secretOrKey(text: string | null): { clientSecret: string | null; clientKey: PrivateKey | null } {
  if (text === null || !looksLikePrivateKey(text)) return { clientSecret: text, clientKey: null };
  const key = readPrivateKey(text);
  if (!key.ok) throw new Error(`The private key cannot be used: ${key.error}`);
  return { clientSecret: null, clientKey: key.value };
}

/** Keeps the client that the owner registered by hand, in the transaction that adds or changes the connector. */
export async function savePreregistered(
  tx: Tx,
  ctx: OrgContext,
  connectorId: string,
  { clientId, clientSecret }: { clientId: string; clientSecret: string | null },
): Promise<void> {
  const unknown = { authMethod: null, expiresAt: null, redirectUri: null };
  const identity = { source: "preregistered", clientId, ...secretOrKey(clientSecret), ...unknown } as const;
  await insertRegistration(tx, registrationRow(ctx, connectorId, "", identity));
}

/** A stored registration with its secret and key opened. */
export function openRegistration(row: StoredRegistration): Registration {
  const { id, source, clientId, clientSecretBox, clientKeyBox, expiresAt } = row;
  const clientSecret = clientSecretBox && openClientSecret(clientSecretBox, row);
  const clientKey = clientKeyBox === null ? null : openClientKey(clientKeyBox, row);
  const withSecret = clientSecret === null ? "none" : "client_secret_basic";
  const authMethod = row.authMethod ?? (clientKey ? "private_key_jwt" : withSecret);
  return { id, client: { source, clientId, clientSecret, clientKey, authMethod, expiresAt } };
}

/** The keys that a connector's clients sign with, newest first (system level: their public halves are published). */
export async function clientKeys(connectorId: string): Promise<PrivateKey[]> {
  const rows = await listClientKeys(connectorId);
  return rows.flatMap(({ clientKeyBox, ...row }) => (clientKeyBox === null ? [] : [openClientKey(clientKeyBox, row)]));
}

function isGood(row: StoredRegistration, { cimdUrl, redirectUri, authMethod, grant }: Wanted): boolean {
  if (row.authMethod === null || (authMethod !== null && row.authMethod !== authMethod)) return false;
  if (grant !== "authorization_code" && row.source === "dcr") return false;
  if (row.source === "dcr" && row.redirectUri !== redirectUri) return false;
  if (row.source === "cimd" && row.clientId !== cimdUrl) return false;
  return row.expiresAt === null || row.expiresAt.getTime() > Date.now();
}

/** A registration as it is stored, sealed; under its old id where it takes the place of another. */
export function registrationRow(
  { orgId }: { orgId: string },
  connectorId: string,
  issuer: string,
  client: Omit<ClientIdentity, "authMethod"> & { authMethod: string | null; redirectUri: string | null },
  id = newId("registration"),
): StoredRegistration {
  const { clientSecret, clientKey, ...rest } = client;
  const place = { id, orgId, connectorId };
  return {
    ...rest,
    ...place,
    issuer,
    clientSecretBox: clientSecret && sealClientSecret(clientSecret, place),
    clientKeyBox: clientKey && sealClientKey(clientKey, place),
  };
}
