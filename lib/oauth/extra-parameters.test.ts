import { expect, test } from "vitest";
import { isExtraParameter } from "./extra-parameters.ts";
import { oauthSettingsSchema } from "./schema.ts";

test.each(["audience", "access_type", "prompt", "login_hint", "organization", "acr_values", "kc_idp_hint"])(
  "an owner may add %s",
  (name) => {
    expect(isExtraParameter(name)).toBe(true);
  },
);

test.each([
  ...["state", "redirect_uri", "code_challenge", "code_challenge_method", "client_id", "response_type", "resource"],
  ...["scope", "response_mode", "request", "request_uri", "client_secret", "client_assertion", "code_verifier"],
  ...["grant_type", "refresh_token", "assertion", "dpop_jkt", "STATE", "Redirect_Uri"],
  ...["", "a b", "a=b", "a&state", "__proto__", "ä", "x".repeat(65)],
])("nobody replaces %j", (name) => {
  expect(isExtraParameter(name)).toBe(false);
  const settings = JSON.parse(`{"extraParameters":{${JSON.stringify(name)}:"x"}}`);
  if (name !== "__proto__") expect(oauthSettingsSchema.safeParse(settings).success).toBe(false);
});
