import { type ClientAuth, ClientSecretPost, modifyAssertion, None, PrivateKeyJwt } from "openid-client";
import { ok, type Result } from "#lib/platform/result.ts";
import { chooseAlgorithm, importKey } from "./private-key.ts";
import { fail } from "./problem.ts";
import { AUTH_METHODS, type AuthMethod, type ServerMetadata } from "./schema.ts";
import type { ClientIdentity, OAuthProblem, OAuthStep } from "./types.ts";

/** True for a method this engine can use. */
export function isAuthMethod(method: string): method is AuthMethod {
  return AUTH_METHODS.some((known) => known === method);
}

/**
 * The method for a client: the owner's choice, else the first of `possible` that the server lists. A server without a
 * list accepts client_secret_basic (RFC 8414 §2), and what else it takes is not known. null = nothing in common.
 */
export function chooseAuthMethod(
  metadata: ServerMetadata,
  possible: readonly AuthMethod[],
  preferred: AuthMethod | null = null,
): AuthMethod | null {
  if (preferred) return possible.includes(preferred) ? preferred : null;
  const listed = metadata.token_endpoint_auth_methods_supported;
  if (!listed?.length) return possible[0] ?? null;
  return possible.find((method) => listed.includes(method) && isSignable(method, metadata)) ?? null;
}

/** A key of ours can only sign with an algorithm that the server verifies. */
function isSignable(method: AuthMethod, metadata: ServerMetadata): boolean {
  return (
    method !== "private_key_jwt" || chooseAlgorithm(metadata.token_endpoint_auth_signing_alg_values_supported) !== null
  );
}

/**
 * Authenticates us at token and revocation endpoints (RFC 6749 §2.3.1, RFC 7523 §2.2). `client_secret_basic`
 * percent-encodes what needs it and nothing else: the library also encodes "-", "_" and ".", which servers that do not
 * decode reject. The audience of `private_key_jwt` is the issuer alone: an assertion that also named an endpoint could
 * be collected by one server and used at another.
 */
export async function clientAuthentication(
  client: ClientIdentity,
  step: OAuthStep,
): Promise<Result<ClientAuth, OAuthProblem>> {
  const { authMethod, clientSecret, clientKey } = client;
  if (authMethod === "none") return ok(None());
  if (!isAuthMethod(authMethod)) return fail("client_auth_unsupported", step, authMethod);
  if (authMethod === "private_key_jwt") {
    if (!clientKey) return fail("client_auth_unsupported", step, "private_key_jwt without a key");
    const key = { key: await importKey(clientKey), kid: clientKey.kid };
    return ok(
      PrivateKeyJwt(key, { [modifyAssertion]: (header) => void Object.assign(header, { alg: clientKey.alg }) }),
    );
  }
  if (!clientSecret) return fail("client_auth_unsupported", step, `${authMethod} without a secret`);
  if (authMethod === "client_secret_post") return ok(ClientSecretPost(clientSecret));
  return ok((_server, { client_id }, _body, headers) => {
    const pair = `${encodeURIComponent(client_id)}:${encodeURIComponent(clientSecret)}`;
    headers.set("authorization", `Basic ${btoa(pair)}`);
  });
}
