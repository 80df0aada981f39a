import type { HeaderValues } from "#lib/credentials/headers.ts";
import type { AUTHENTICATIONS } from "./constants.ts";
import { type ConnectorSettings, connectorSettingsSchema, type SettingsInput } from "./schema.ts";

export type Authentication = (typeof AUTHENTICATIONS)[number];

const SIGN_IN = {
  automatic: "member",
  organization: "organization",
  headers: "none",
  none: "none",
} as const satisfies Record<Authentication, ConnectorSettings["signIn"]>;

/** How the server of a connector is told who asks. */
export function authenticationOf({ signIn, headers }: ConnectorSettings): Authentication {
  if (signIn === "organization") return "organization";
  if (signIn === "member") return "automatic";
  return headers.length > 0 ? "headers" : "none";
}

/**
 * The settings as they are kept: what the chosen authentication has no use for is not.
 * @param current those in force, for what no form asks about
 */
export function settingsFrom(input: SettingsInput, current: ConnectorSettings): ConnectorSettings {
  const { authentication, headers, omitResource, pkceNotAdvertised, extraParameters, scopes } = input;
  return {
    signIn: SIGN_IN[authentication],
    headers: authentication === "headers" ? headers.map(({ name, scope }) => ({ name, scope })) : [],
    oauth: { ...current.oauth, omitResource, pkceNotAdvertised, extraParameters, scopes },
  };
}

/** The settings of a connector that is about to be added. */
export function newSettings(input: SettingsInput | undefined): ConnectorSettings {
  const defaults = connectorSettingsSchema.parse({});
  return input ? settingsFrom(input, defaults) : defaults;
}

/** The headers for which this connector has a value from each member, or from the organization. */
export function headerNames({ headers }: ConnectorSettings, scope: "organization" | "member"): string[] {
  return headers.filter((header) => header.scope === scope).map(({ name }) => name);
}

/** Whether people, or the organization, may sign in at a provider: whether an OAuth client is of any use. */
export function usesOAuth(authentication: Authentication): boolean {
  return authentication === "automatic" || authentication === "organization";
}

/** The values that an owner has just given for headers which the organization shares. */
export function sharedValues({ authentication, headers }: SettingsInput): HeaderValues {
  if (authentication !== "headers") return {};
  return Object.fromEntries(
    headers.flatMap(({ name, scope, value }) => (scope === "organization" && value !== null ? [[name, value]] : [])),
  );
}
