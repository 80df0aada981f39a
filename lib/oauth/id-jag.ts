import { genericGrantRequest } from "openid-client";
import { ok, type Result } from "#lib/platform/result.ts";
import { step } from "#lib/platform/trace.ts";
import { configure, type ServerExchange } from "./configuration.ts";
import { fail, findExchangeFailure } from "./problem.ts";
import type { OAuthProblem } from "./types.ts";

const TOKEN_TYPE = "urn:ietf:params:oauth:token-type:";
const ID_JAG = `${TOKEN_TYPE}id-jag`;

/**
 * Has a person's identity provider vouch for them at another authorization server (RFC 8693, draft-ietf-oauth-identity-
 * assertion-authz-grant §4): their ID token becomes an ID-JAG for exactly that server and resource. `issuer`,
 * `metadata` and `client` are the identity provider's.
 * @returns the assertion for jwtBearer() at `audience`
 */
export function requestIdJag(i: IdJagRequest): Promise<Result<string, OAuthProblem>> {
  return step("identity", () => exchangeIdToken(i));
}

type IdJagRequest = ServerExchange & {
  idToken: string;
  /** The issuer of the authorization server that the assertion is for. */
  audience: string;
  resource: string | null;
  scope: string | null;
};

async function exchangeIdToken(i: IdJagRequest): Promise<Result<string, OAuthProblem>> {
  const configured = await configure(i, "identity", [i.idToken]);
  if (!configured.ok) return configured;
  try {
    const answer = await genericGrantRequest(
      configured.value.configuration,
      "urn:ietf:params:oauth:grant-type:token-exchange",
      {
        requested_token_type: ID_JAG,
        subject_token: i.idToken,
        subject_token_type: `${TOKEN_TYPE}id_token`,
        audience: i.audience,
        ...(i.resource === null ? {} : { resource: i.resource }),
        ...(i.scope === null ? {} : { scope: i.scope }),
      },
    );
    // An access token of the identity provider in its place would be handed to somebody else as an assertion.
    if (answer.issued_token_type !== ID_JAG) return fail("invalid_response", "identity", "no ID-JAG in the answer");
    return ok(answer.access_token);
  } catch (error) {
    const found = findExchangeFailure(error);
    return found ? { ok: false, error: found } : fail("invalid_response", "identity", "not a token response");
  }
}
