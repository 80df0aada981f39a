import type { ClientIdentity, ServerMetadata } from "#lib/oauth/types.ts";
import type { OrgContext } from "#lib/platform/ids.ts";

/** Whose tokens: what the background needs of an OrgContext. */
export type TokenOwner = Pick<OrgContext, "orgId" | "userId">;

/** Why there is no token to use. `refresh_unavailable` is temporary, `needs_reauth` takes the person's sign-in. */
export type CredentialProblem = { reason: "not_connected" | "needs_reauth" | "refresh_unavailable" };

/**
 * Why a connection needs its person again. `interrupted`: a refresh was cut off (its process died), and the provider
 * had exchanged the refresh token by then; with strict rotation nobody can avoid that.
 */
export type ReauthReason =
  | "expired"
  | "revoked"
  | "interrupted"
  | "client_rejected"
  | "token_rejected"
  | "refresh_refused";

/** Who we are to one authorization server for one connector. Holds the secret: never leaves the server's use cases. */
export type Registration = { id: string; client: ClientIdentity };

/** Tokens taken out of the database, still sealed, with what it takes to revoke them at their provider. */
export type Revocation = {
  orgId: string;
  userId: string;
  connectionId: string;
  metadata: ServerMetadata;
  accessTokenBox: string;
  refreshTokenBox: string | null;
  registration: StoredRegistration | null;
};

/** A row of client_registrations. */
export type StoredRegistration = {
  id: string;
  orgId: string;
  connectorId: string;
  issuer: string;
  source: "preregistered" | "cimd" | "dcr";
  clientId: string;
  clientSecretBox: string | null;
  clientKeyBox: string | null;
  authMethod: string | null;
  redirectUri: string | null;
  expiresAt: Date | null;
};
