import type { ConnectorSettings, SettingsInput } from "#lib/connectors/schema.ts";
import type { IdentitySources } from "#lib/credentials/identity-sources.ts";

export type JsonObject = { [key: string]: unknown };

/** What the suite tells a client: the server, the scenario, and what an owner would know from elsewhere. */
export type Scenario = {
  url: string;
  name: string;
  context: {
    client_id?: string;
    client_secret?: string;
    toolCalls?: { name: string; arguments: JsonObject }[];
    /** Client credentials by private_key_jwt. */
    private_key_pem?: string;
    /** Enterprise-managed authorization: the person's ID token, and us at their identity provider. */
    idp_id_token?: string;
    idp_issuer?: string;
    idp_client_id?: string;
    /** Workload identity: what the platform we run on says of us. */
    valid_jwt?: string;
  };
};

/** What an owner enters as the client's secret. */
export function secretOf({ context }: Scenario): string | null {
  return context.private_key_pem ?? context.client_secret ?? null;
}

/** Servers of the 2025-03-26 revision, which knew no word for "I support PKCE". */
const PKCE_NOT_ADVERTISED = ["auth/2025-03-26-oauth-endpoint-fallback"];

/** The switches an owner sets in the dialog. */
export function settingsOf({ name }: Scenario): SettingsInput {
  return {
    authentication: name.startsWith("auth/client-credentials-") ? "organization" : "automatic",
    headers: [],
    omitResource: false,
    pkceNotAdvertised: PKCE_NOT_ADVERTISED.includes(name),
    extraParameters: {},
    scopes: null,
  };
}

/** A grant that no dialog offers yet: null = what follows from the settings. */
export function grantOf({ context }: Scenario): ConnectorSettings["oauth"]["grant"] {
  if (context.idp_id_token !== undefined) return "id_jag";
  return context.valid_jwt === undefined ? null : "workload_identity";
}

/** The identities of the people of scenarios under way, by the person's id. */
export function identitiesOf(scenarios: Map<string, Scenario>): IdentitySources {
  return {
    async idToken({ userId }) {
      const {
        idp_id_token: idToken,
        idp_issuer: issuer,
        idp_client_id: clientId,
      } = scenarios.get(userId)?.context ?? {};
      return idToken && issuer && clientId ? { idToken, issuer, clientId, clientSecret: null } : null;
    },
    async workloadAssertion({ userId }) {
      return scenarios.get(userId)?.context.valid_jwt ?? null;
    },
  };
}
