import { type PrivateKey, privateKeySchema } from "#lib/oauth/private-key.ts";
import { open, seal } from "#lib/platform/crypto/secret-box.ts";

type Place = { orgId: string; userId: string; connectionId: string };
type TokenColumn = "access_token_box" | "refresh_token_box";

/** Seals a token for its row: it opens in that column of that person's connection and nowhere else. */
export function sealToken(token: string, column: TokenColumn, place: Place): string {
  return seal(token, tokenPlace(column, place));
}

/** Opens a token from its row. Throws SecretBoxError when it was moved, changed, or sealed with a lost key. */
export function openToken(box: string, column: TokenColumn, place: Place): string {
  return open(box, tokenPlace(column, place));
}

/** Seals the secret of a client registration. */
export function sealClientSecret(secret: string, row: { id: string; orgId: string; connectorId: string }): string {
  return seal(secret, clientPlace(row));
}

/** Opens the secret of a client registration. */
export function openClientSecret(box: string, row: { id: string; orgId: string; connectorId: string }): string {
  return open(box, clientPlace(row));
}

/** Seals the private key of a client registration (`private_key_jwt`). */
export function sealClientKey(key: PrivateKey, row: { id: string; orgId: string; connectorId: string }): string {
  return seal(JSON.stringify(key), clientPlace(row, "client_key_box"));
}

/** Opens the private key of a client registration. */
export function openClientKey(box: string, row: { id: string; orgId: string; connectorId: string }): PrivateKey {
  return privateKeySchema.parse(JSON.parse(open(box, clientPlace(row, "client_key_box"))));
}

/** Seals the key that a connection's tokens are bound to (RFC 9449). */
export function sealDpopKey(key: PrivateKey, place: Place): string {
  return seal(JSON.stringify(key), tokenPlace("dpop_key_box", place));
}

/** Opens the key that a connection's tokens are bound to. */
export function openDpopKey(box: string, place: Place): PrivateKey {
  return privateKeySchema.parse(JSON.parse(open(box, tokenPlace("dpop_key_box", place))));
}

type FlowPlace = { orgId: string; userId: string; flowId: string };

/** Seals the PKCE verifier of a sign-in that is under way. */
export function sealVerifier(verifier: string, place: FlowPlace): string {
  return seal(verifier, flowPlace(place));
}

/** Opens the PKCE verifier of a sign-in, for the person who started it. */
export function openVerifier(box: string, place: FlowPlace): string {
  return open(box, flowPlace(place));
}

/** Seals the key that the tokens of a sign-in under way will be bound to. */
export function sealFlowKey(key: PrivateKey, place: FlowPlace): string {
  return seal(JSON.stringify(key), flowPlace(place, "dpop_key_box"));
}

/** Opens the key of a sign-in, for the person who started it. */
export function openFlowKey(box: string, place: FlowPlace): PrivateKey {
  return privateKeySchema.parse(JSON.parse(open(box, flowPlace(place, "dpop_key_box"))));
}

function tokenPlace(column: TokenColumn | "dpop_key_box", { orgId, userId, connectionId }: Place): string {
  return ["credentials", column, orgId, userId, connectionId].join("|");
}

function clientPlace(
  { id, orgId, connectorId }: { id: string; orgId: string; connectorId: string },
  column = "client_secret_box",
): string {
  return ["client_registrations", column, orgId, connectorId, id].join("|");
}

function flowPlace({ orgId, userId, flowId }: FlowPlace, column = "verifier_box"): string {
  return ["oauth_flows", column, orgId, userId, flowId].join("|");
}
