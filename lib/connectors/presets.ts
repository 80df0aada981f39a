import { TO_REPLACE } from "./constants.ts";

/** What an identity provider needs to be told, and which of our switches its deviations need. */
export type ProviderPreset = {
  id: "entra" | "okta" | "google" | "auth0" | "keycloak" | "cognito";
  /** A plain fact, the same in every language. */
  name: string;
  omitResource: boolean;
  pkceNotAdvertised: boolean;
  extraParameters: Record<string, string>;
  scopes: string;
};

const ordinary = { omitResource: false, pkceNotAdvertised: false, extraParameters: {}, scopes: "" };

/**
 * Presets fill the form and nothing else. The steps to take at each provider are in the catalogue (namespace
 * `connectorSettings`, `presets`): always PRESET_STEPS of them.
 */
export const PRESETS: readonly ProviderPreset[] = [
  {
    ...ordinary,
    id: "entra",
    name: "Microsoft Entra ID",
    // Refuses `resource` on its v2.0 endpoints (AADSTS9010010) and leaves code_challenge_methods_supported out.
    omitResource: true,
    pkceNotAdvertised: true,
    scopes: `api://${TO_REPLACE}/.default offline_access`,
  },
  { ...ordinary, id: "okta", name: "Okta" },
  {
    ...ordinary,
    id: "google",
    name: "Google",
    // Knows no offline_access scope: these two make it issue a refresh token, every time.
    extraParameters: { access_type: "offline", prompt: "consent" },
  },
  {
    ...ordinary,
    id: "auth0",
    name: "Auth0",
    // Reads `audience` where others read `resource`.
    extraParameters: { audience: TO_REPLACE },
  },
  { ...ordinary, id: "keycloak", name: "Keycloak" },
  {
    ...ordinary,
    id: "cognito",
    name: "Amazon Cognito",
    // Supports PKCE, but its metadata does not say so.
    pkceNotAdvertised: true,
  },
];

export const PRESET_STEPS = ["one", "two", "three", "four"] as const;
