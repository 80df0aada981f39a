import { allowInsecureRequests, customFetch, dynamicClientRegistrationRequest } from "oauth4webapi";
import { ok, type Result } from "#lib/platform/result.ts";
import { step } from "#lib/platform/trace.ts";
import { chooseAuthMethod, isAuthMethod } from "./client-authentication.ts";
import { checkEndpoint } from "./endpoints.ts";
import { isTemporaryStatus, parseObject } from "./fetch-json.ts";
import { chooseAlgorithm, generatePrivateKey, type PrivateKey, publicJwk } from "./private-key.ts";
import { fail, fetchProblem } from "./problem.ts";
import {
  AUTH_METHODS,
  type AuthMethod,
  errorResponseSchema,
  type OAuthGrant,
  registrationResponseSchema,
  type ServerMetadata,
} from "./schema.ts";
import type { AuthorizationTarget, ClientIdentity, Exchange, OAuthProblem } from "./types.ts";

const STEP = "registration";

/** The client that an owner registered by hand. */
export type Preregistered = { clientId: string; clientSecret: string | null; clientKey: PrivateKey | null };

type RegistrationInput = Exchange & {
  target: AuthorizationTarget;
  redirectUri: string;
  clientName: string;
  /** Our client metadata document; null when it has no public https address. */
  cimdUrl: string | null;
  preregistered: Preregistered | null;
  /** The owner's choice of `token_endpoint_auth_method`; null: as the metadata says. */
  authMethod?: AuthMethod | null;
  /** What the client is for; those that no person signs in for need a client that authenticates. */
  grant?: OAuthGrant;
};

/**
 * Our identity at an authorization server, in MCP's order: the client an owner entered, else our metadata document as
 * the client id (CIMD) where the server takes one, else dynamic registration (RFC 7591), else `registration_needed`.
 * A key for `private_key_jwt` is made here where the server wants one and the owner gave none.
 */
export function registerClient(i: RegistrationInput): Promise<Result<ClientIdentity, OAuthProblem>> {
  return step(
    STEP,
    () => identify(i),
    (client) => (client.ok ? { evidence: { source: client.value.source, authMethod: client.value.authMethod } } : {}),
  );
}

async function identify(i: RegistrationInput): Promise<Result<ClientIdentity, OAuthProblem>> {
  if (i.preregistered) return preregisteredClient(i, i.preregistered);
  const isForPeople = (i.grant ?? "authorization_code") === "authorization_code";
  if (i.cimdUrl && isDocumentUrl(i.cimdUrl) && i.target.metadata.client_id_metadata_document_supported) {
    // A document can hold no shared secret (draft-ietf-oauth-client-id-metadata-document §4.1).
    const possible = [
      ...(supportsPrivateKey(i.target.metadata) ? (["private_key_jwt"] as const) : []),
      "none",
    ] as const;
    const method = isForPeople || possible[0] !== "none" ? possible[0] : null;
    if (method) return identity(i, { source: "cimd", clientId: i.cimdUrl, authMethod: method });
  }
  // Whoever registers by themselves is nobody that a provider would give anything to without a person's consent.
  return isForPeople ? registerDynamically(i) : fail("registration_needed", STEP, "no person signs in");
}

/** Said outright: a server without a list may know the method, but its document fetcher has to know our keys. */
function supportsPrivateKey(metadata: ServerMetadata): boolean {
  const listed = metadata.token_endpoint_auth_methods_supported;
  return listed !== undefined && chooseAuthMethod(metadata, ["private_key_jwt"]) !== null;
}

async function preregisteredClient(
  i: RegistrationInput,
  { clientId, clientSecret, clientKey }: Preregistered,
): Promise<Result<ClientIdentity, OAuthProblem>> {
  const { metadata } = i.target;
  const wantsOurKey = i.authMethod === "private_key_jwt";
  const possible: AuthMethod[] = [
    ...(clientSecret ? (["client_secret_basic", "client_secret_post"] as const) : []),
    ...(clientKey || wantsOurKey ? (["private_key_jwt"] as const) : []),
    ...(clientSecret || clientKey || i.authMethod ? [] : (["none"] as const)),
    ...(i.authMethod === "none" ? (["none"] as const) : []),
  ];
  const listed = metadata.token_endpoint_auth_methods_supported;
  // A client without a secret is public, whatever the server lists; one with a secret may be taken without it.
  const method =
    possible[0] === "none"
      ? "none"
      : (chooseAuthMethod(metadata, possible, i.authMethod) ??
        (!i.authMethod && listed?.includes("none") ? "none" : null));
  if (!method) return fail("client_auth_unsupported", STEP, i.authMethod ?? listed?.join(", "));
  return identity(i, { source: "preregistered", clientId, clientSecret, clientKey, authMethod: method });
}

type Known = Pick<ClientIdentity, "source" | "clientId"> & { authMethod: AuthMethod } & Partial<ClientIdentity>;

/** A client with what its method needs and nothing else; without a key for `private_key_jwt`, one is made. */
function identity(i: RegistrationInput, known: Known): Result<ClientIdentity, OAuthProblem> {
  const { authMethod, clientSecret = null, clientKey = null, expiresAt = null } = known;
  const base = { ...known, clientSecret: null, clientKey: null, expiresAt };
  if (authMethod === "none") return ok(base);
  if (authMethod !== "private_key_jwt") return ok({ ...base, clientSecret });
  if (clientKey) return ok({ ...base, clientKey });
  const alg = chooseAlgorithm(i.target.metadata.token_endpoint_auth_signing_alg_values_supported);
  if (!alg) return fail("client_auth_unsupported", STEP, "no signing algorithm in common");
  return ok({ ...base, clientKey: generatePrivateKey(alg) });
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
  const method = chooseAuthMethod(metadata, AUTH_METHODS, i.authMethod);
  if (!method) {
    return fail("client_auth_unsupported", STEP, metadata.token_endpoint_auth_methods_supported?.join(", "));
  }
  const wanted = identity(i, { source: "dcr", clientId: "", authMethod: method });
  if (!wanted.ok) return wanted;
  const { clientKey } = wanted.value;
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
        ...(clientKey ? { jwks: { keys: [publicJwk(clientKey)] } } : {}),
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
    return isSuccess(answer.status) ? registeredClient(answer.body, method, clientKey) : registrationRefused(answer);
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
  clientKey: PrivateKey | null,
): Result<ClientIdentity, OAuthProblem> {
  const parsed = registrationResponseSchema.safeParse(body);
  if (!parsed.success) return fail("registration_invalid", STEP, "no usable client in the answer");
  const { client_id, client_secret, client_secret_expires_at, token_endpoint_auth_method } = parsed.data;
  // The server decides, and may decide otherwise than asked (RFC 7591 §3.2.1). Without a secret only "none" can work.
  const granted = token_endpoint_auth_method ?? requested;
  if (!isAuthMethod(granted)) return fail("client_auth_unsupported", STEP, granted);
  if (granted === "private_key_jwt" && !clientKey) return fail("client_auth_unsupported", STEP, `${granted}, unasked`);
  const method = granted === "private_key_jwt" || client_secret !== null ? granted : "none";
  const secret = method.startsWith("client_secret") ? client_secret : null;
  return ok({
    source: "dcr",
    clientId: client_id,
    clientSecret: secret,
    clientKey: method === "private_key_jwt" ? clientKey : null,
    authMethod: method,
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
