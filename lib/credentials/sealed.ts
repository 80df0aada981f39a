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

type FlowPlace = { orgId: string; userId: string; flowId: string };

/** Seals the PKCE verifier of a sign-in that is under way. */
export function sealVerifier(verifier: string, place: FlowPlace): string {
  return seal(verifier, flowPlace(place));
}

/** Opens the PKCE verifier of a sign-in, for the person who started it. */
export function openVerifier(box: string, place: FlowPlace): string {
  return open(box, flowPlace(place));
}

function tokenPlace(column: TokenColumn, { orgId, userId, connectionId }: Place): string {
  return ["credentials", column, orgId, userId, connectionId].join("|");
}

function clientPlace({ id, orgId, connectorId }: { id: string; orgId: string; connectorId: string }): string {
  return ["client_registrations", "client_secret_box", orgId, connectorId, id].join("|");
}

function flowPlace({ orgId, userId, flowId }: FlowPlace): string {
  return ["oauth_flows", "verifier_box", orgId, userId, flowId].join("|");
}
