import { allowInsecureRequests, customFetch, dynamicClientRegistrationRequest } from "oauth4webapi";
import { ok, type Result } from "#lib/platform/result.ts";
import { step } from "#lib/platform/trace.ts";
import { type AuthMethod, chooseAuthMethod, isAuthMethod } from "./client-authentication.ts";
import { checkEndpoint } from "./endpoints.ts";
import { isTemporaryStatus, parseObject } from "./fetch-json.ts";
import { fail, fetchProblem } from "./problem.ts";
import { errorResponseSchema, registrationResponseSchema } from "./schema.ts";
import type { AuthorizationTarget, ClientIdentity, Exchange, OAuthProblem } from "./types.ts";

const STEP = "registration";

type RegistrationInput = Exchange & {
  target: AuthorizationTarget;
  redirectUri: string;
  clientName: string;
  /** Our client metadata document; null when it has no public https address. */
  cimdUrl: string | null;
  preregistered: { clientId: string; clientSecret: string | null } | null;
};

/**
 * Our identity at an authorization server, in MCP's order: the client an owner entered, else our metadata document as
 * the client id (CIMD) where the server takes one, else dynamic registration (RFC 7591), else `registration_needed`.
 */
export function registerClient(i: RegistrationInput): Promise<Result<ClientIdentity, OAuthProblem>> {
  return step(
    STEP,
    () => identify(i),
    (client) => (client.ok ? { evidence: { source: client.value.source, authMethod: client.value.authMethod } } : {}),
  );
}

async function identify(i: RegistrationInput): Promise<Result<ClientIdentity, OAuthProblem>> {
  if (i.preregistered) return preregisteredClient(i.target, i.preregistered);
  if (i.cimdUrl && isDocumentUrl(i.cimdUrl) && i.target.metadata.client_id_metadata_document_supported) {
    return ok({ source: "cimd", clientId: i.cimdUrl, clientSecret: null, authMethod: "none", expiresAt: null });
  }
  return registerDynamically(i);
}

function preregisteredClient(
  { metadata }: AuthorizationTarget,
  { clientId, clientSecret }: { clientId: string; clientSecret: string | null },
): Result<ClientIdentity, OAuthProblem> {
  const method = clientSecret ? chooseAuthMethod(metadata) : "none";
  if (!method) {
    return fail("client_auth_unsupported", STEP, metadata.token_endpoint_auth_methods_supported?.join(", "));
  }
  const secret = method === "none" ? null : clientSecret;
  return ok({ source: "preregistered", clientId, clientSecret: secret, authMethod: method, expiresAt: null });
}

/** A client id that is a URL is https and has a path (draft-ietf-oauth-client-id-metadata-document §3). */
function isDocumentUrl(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === "https:" && url.pathname !== "/";
}

async function registerDynamically(i: RegistrationInput): Promise<Result<ClientIdentity, OAuthProblem>> {
  const { metadata } = i.target;
  if (metadata.registration_endpoint === undefined) return fail("registration_needed", STEP);
  const endpoint = checkEndpoint(metadata.registration_endpoint, i.allowHttp);
  if (!endpoint.ok) return fail("endpoint_not_allowed", STEP, `registration_endpoint: ${endpoint.error}`);
  const method = chooseAuthMethod(metadata);
  if (!method) {
    return fail("client_auth_unsupported", STEP, metadata.token_endpoint_auth_methods_supported?.join(", "));
  }
  const register = async (scope: { scope?: string }): Promise<Answer> => {
    const response = await dynamicClientRegistrationRequest(
      metadata,
      {
        client_name: i.clientName,
        redirect_uris: [i.redirectUri],
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        token_endpoint_auth_method: method,
        application_type: "web",
        ...scope,
      },
      {
        [customFetch]: (url, init) => i.fetch(url, init as RequestInit),
        [allowInsecureRequests]: endpoint.value.protocol === "http:",
        ...(i.signal ? { signal: i.signal } : {}),
      },
    );
    return { status: response.status, body: parseObject(await response.text()) };
  };
  try {
    const { scope } = i.target;
    let answer = await register(scope === null ? {} : { scope });
    // Some servers grant a client only the scopes it registered; others refuse to register any but their own.
    if (scope !== null && refusesMetadata(answer)) answer = await register({});
    return isSuccess(answer.status) ? registeredClient(answer.body, method) : registrationRefused(answer);
  } catch (error) {
    return { ok: false, error: fetchProblem(error, STEP) };
  }
}

type Answer = { status: number; body: Record<string, unknown> | null };

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function refusesMetadata({ status, body }: Answer): boolean {
  return status === 400 && (body?.error === "invalid_client_metadata" || body?.error === "invalid_scope");
}

function registeredClient(
  body: Record<string, unknown> | null,
  requested: AuthMethod,
): Result<ClientIdentity, OAuthProblem> {
  const parsed = registrationResponseSchema.safeParse(body);
  if (!parsed.success) return fail("registration_invalid", STEP, "no usable client in the answer");
  const { client_id, client_secret, client_secret_expires_at, token_endpoint_auth_method } = parsed.data;
  // The server decides, and may decide otherwise than asked (RFC 7591 §3.2.1). Without a secret only "none" can work.
  const granted = token_endpoint_auth_method ?? requested;
  if (!isAuthMethod(granted)) return fail("client_auth_unsupported", STEP, granted);
  const secret = granted === "none" ? null : client_secret;
  return ok({
    source: "dcr",
    clientId: client_id,
    clientSecret: secret,
    authMethod: secret === null ? "none" : granted,
    expiresAt: secret !== null && client_secret_expires_at ? new Date(client_secret_expires_at * 1000) : null,
  });
}

function registrationRefused({ status, body }: Answer): Result<ClientIdentity, OAuthProblem> {
  if (isTemporaryStatus(status)) {
    // 501 says "never", not "not now".
    if (status === 501) return fail("registration_needed", STEP, "HTTP 501");
    return fail("temporarily_unavailable", STEP, `HTTP ${status}`);
  }
  if (status === 404 || status === 405) return fail("registration_needed", STEP, `HTTP ${status}`);
  const error = errorResponseSchema.safeParse(body);
  if (!error.success) return fail("registration_rejected", STEP, `HTTP ${status}`);
  const description = error.data.error_description;
  return fail("registration_rejected", STEP, description ? `${error.data.error}: ${description}` : error.data.error);
}
