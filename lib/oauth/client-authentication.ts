import { type ClientAuth, ClientSecretPost, None } from "openid-client";
import { ok, type Result } from "#lib/platform/result.ts";
import { fail } from "./problem.ts";
import type { ServerMetadata } from "./schema.ts";
import type { ClientIdentity, OAuthProblem, OAuthStep } from "./types.ts";

/** What we can do at a token endpoint, the preferred way first. */
const WITH_SECRET = ["client_secret_basic", "client_secret_post"] as const;
export type AuthMethod = (typeof WITH_SECRET)[number] | "none";

/** True for a method this engine can use. */
export function isAuthMethod(method: string): method is AuthMethod {
  return method === "none" || WITH_SECRET.some((known) => known === method);
}

/**
 * The method for a client that has a secret or is about to get one: what the server lists and we can do. A server
 * without a list accepts client_secret_basic (RFC 8414 §2). null = nothing in common.
 */
export function chooseAuthMethod(metadata: ServerMetadata): AuthMethod | null {
  const listed = metadata.token_endpoint_auth_methods_supported;
  if (!listed?.length) return "client_secret_basic";
  return WITH_SECRET.find((method) => listed.includes(method)) ?? (listed.includes("none") ? "none" : null);
}

/**
 * Authenticates us at token and revocation endpoints (RFC 6749 §2.3.1). `client_secret_basic` percent-encodes what
 * needs it and nothing else: the library also encodes "-", "_" and ".", which servers that do not decode reject.
 */
export function clientAuthentication(client: ClientIdentity, step: OAuthStep): Result<ClientAuth, OAuthProblem> {
  const { authMethod, clientSecret } = client;
  if (authMethod === "none") return ok(None());
  if (!isAuthMethod(authMethod)) return fail("client_auth_unsupported", step, authMethod);
  if (!clientSecret) return fail("client_auth_unsupported", step, `${authMethod} without a secret`);
  if (authMethod === "client_secret_post") return ok(ClientSecretPost(clientSecret));
  return ok((_server, { client_id }, _body, headers) => {
    const pair = `${encodeURIComponent(client_id)}:${encodeURIComponent(clientSecret)}`;
    headers.set("authorization", `Basic ${btoa(pair)}`);
  });
}
