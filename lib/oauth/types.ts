import type { AccountClaims } from "./account-claims.ts";
import type { DpopAlgorithm } from "./dpop.ts";
import type { PrivateKey } from "./private-key.ts";
import type { OAuthReason, OAuthStep } from "./reasons.ts";
import type { ServerMetadata } from "./schema.ts";

export type { AccountClaims } from "./account-claims.ts";
export type { PrivateKey } from "./private-key.ts";
export type { OAuthReason, OAuthStep } from "./reasons.ts";
export type { OAuthGrant, OAuthSettings, ServerMetadata } from "./schema.ts";

/** What went wrong and where. `detail` is for owners and logs: capped, without control characters and secrets. */
export type OAuthProblem = { reason: OAuthReason; step: OAuthStep; detail?: string };

/** Whether plain http is acceptable for this URL. Without one, https is demanded everywhere. */
export type AllowHttp = (url: URL) => boolean;

/** How the engine reaches the network: every request of it goes through `fetch`. */
export type Exchange = { fetch: typeof fetch; allowHttp?: AllowHttp; signal?: AbortSignal };

/** Where a server's tokens come from, and what to ask for there. JSON-serialisable. */
export type AuthorizationTarget = {
  /** The authorization server's own identifier, as its metadata has it. Registrations are keyed by it. */
  issuer: string;
  metadata: ServerMetadata;
  /** The RFC 8707 `resource`; null when the owner's switch omits it. */
  resource: string | null;
  /** Space-separated; null = ask for none and take the provider's default. */
  scope: string | null;
  /** How tokens are to be bound to a key of ours (RFC 9449); null = bearer tokens. */
  dpop: DpopAlgorithm | null;
};

/** Us, as one authorization server knows us. */
export type ClientIdentity = {
  source: "preregistered" | "cimd" | "dcr";
  clientId: string;
  clientSecret: string | null;
  /** What `private_key_jwt` signs with; null with every other method. */
  clientKey: PrivateKey | null;
  /** `token_endpoint_auth_method` in force; one of AUTH_METHODS, unless stored by another version. */
  authMethod: string;
  /** When the secret stops working; null = never. */
  expiresAt: Date | null;
};

export type TokenSet = {
  accessToken: string;
  refreshToken: string | null;
  /** "DPoP" when bound to the key that was given, whatever was asked for. */
  tokenType: string;
  /** As granted; null when the provider does not say, which means: as requested. */
  scope: string | null;
  /** Of the access token; null when the provider does not say. */
  expiresAt: Date | null;
  /** Who signed in, where the provider tells. Nobody has checked it. */
  account?: AccountClaims;
};
