import { oauthSettingsSchema } from "#lib/oauth/schema.ts";
import type { AuthorizationTarget, ClientIdentity, OAuthSettings, ServerMetadata } from "#lib/oauth/types.ts";

export const SERVER_URL = "https://mcp.example.com/mcp";
export const ISSUER = "https://auth.example.com";
export const REDIRECT_URI = "https://patchbay.example.org/oauth/callback/con_1";

/** The owner's switches, all off unless given. */
export function settings(changes: Partial<OAuthSettings> = {}): OAuthSettings {
  return { ...oauthSettingsSchema.parse({}), ...changes };
}

/** The metadata of a well-behaved authorization server, with changes; `undefined` removes a member. */
export function serverMetadata(changes: Partial<Record<keyof ServerMetadata, unknown>> = {}): ServerMetadata {
  const metadata = {
    issuer: ISSUER,
    authorization_endpoint: `${ISSUER}/authorize`,
    token_endpoint: `${ISSUER}/token`,
    registration_endpoint: `${ISSUER}/register`,
    revocation_endpoint: `${ISSUER}/revoke`,
    code_challenge_methods_supported: ["S256"],
    ...changes,
  };
  return JSON.parse(JSON.stringify(metadata));
}

/** Where tokens for SERVER_URL come from. */
export function target(changes: Partial<AuthorizationTarget> = {}): AuthorizationTarget {
  return { issuer: ISSUER, metadata: serverMetadata(), resource: SERVER_URL, scope: null, dpop: null, ...changes };
}

/** A public client, with changes. */
export function client(changes: Partial<ClientIdentity> = {}): ClientIdentity {
  const publicClient = { clientSecret: null, clientKey: null, authMethod: "none", expiresAt: null };
  return { source: "dcr", clientId: "client-1", ...publicClient, ...changes };
}
