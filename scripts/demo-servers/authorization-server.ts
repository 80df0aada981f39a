import { generateKeyPairSync, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, RequestListener } from "node:http";
import type { AuthInfo } from "@modelcontextprotocol/server";
import Provider, { type Configuration, errors } from "oidc-provider";
import { listenOnLoopback } from "./loopback.ts";
import { MemoryStore } from "./memory-adapter.ts";
import { errorPage, signInPage } from "./sign-in-page.ts";

export type Account = { name: string; password: string };

export type AuthorizationServerOptions = {
  /** Shown on its pages. */
  name: string;
  port?: number;
  accounts: readonly Account[];
  /** Scope to what it allows, in words. */
  scopes: Readonly<Record<string, string>>;
  accessTokenSeconds: number;
  /** The page offers one button per account and asks for no password (tests). */
  isPasswordless?: boolean;
  /** Where clients, grants and tokens are kept; without it they end with the process. */
  stateFile?: string;
};

/** How often its endpoints were used; `refreshes` and `refusedRefreshes` are part of `tokenRequests`. */
export type Counters = {
  registrations: number;
  tokenRequests: number;
  refreshes: number;
  refusedRefreshes: number;
  revocations: number;
};

export type AuthorizationServer = {
  issuer: string;
  hostPort: string;
  scopes: string[];
  counters: Counters;
  /** Changeable while it runs: the next token requests wait, or fail with this status (0: they do not). */
  faults: { tokenDelayMs: number; tokenStatus: number };
  /** Tokens may be asked for this resource (RFC 8707). The first one added is the default. */
  addResource: (resource: string) => void;
  /** What a token stands for, or null when it is unknown, expired, revoked or meant for another resource. */
  verify: (token: string, resource: string) => Promise<AuthInfo | null>;
  /** Forgets every session, grant and token. */
  revokeAll: () => void;
  close: () => Promise<void>;
};

const REFRESH_TOKEN_SECONDS = 14 * 24 * 60 * 60;
const MINUTE_SECONDS = 60;

/**
 * A standards-true authorization server by oidc-provider, for the demo and for tests: dynamic registration, PKCE S256,
 * resource indicators, `iss` in the answer (RFC 9207), refresh tokens that rotate and betray their reuse, revocation.
 */
export async function startAuthorizationServer(options: AuthorizationServerOptions): Promise<AuthorizationServer> {
  const store = new MemoryStore(options.stateFile);
  const resources = new Set<string>();
  const counters: Counters = { registrations: 0, tokenRequests: 0, refreshes: 0, refusedRefreshes: 0, revocations: 0 };
  const faults = { tokenDelayMs: 0, tokenStatus: 0 };
  let provider: Provider | undefined;

  const listener = await listenOnLoopback(options.port ?? 0, (issuer) => {
    provider = new Provider(issuer, configuration(options, store, resources));
    count(provider, counters);
    const pages = interactionPages(provider, options, resources);
    const oidc = provider.callback();
    return async (request, response) => {
      const url = new URL(request.url ?? "/", issuer);
      const path = url.pathname;
      if (path.startsWith("/interaction/")) return pages(request, response);
      if (path === "/auth") {
        // Every authorization starts signed out, so that two people can share one browser.
        delete request.headers.cookie;
        // A client that names no scope gets all of them, as with most providers.
        if (!url.searchParams.has("scope")) url.searchParams.set("scope", Object.keys(options.scopes).join(" "));
        request.url = `${url.pathname}${url.search}`;
      }
      if (path === "/token") {
        counters.tokenRequests += 1;
        const { tokenStatus, tokenDelayMs } = faults;
        if (tokenDelayMs > 0) await new Promise((resolve) => setTimeout(resolve, tokenDelayMs));
        if (tokenStatus > 0) return void response.writeHead(tokenStatus).end();
      }
      if (path === "/token/revocation") counters.revocations += 1;
      await oidc(request, response);
    };
  });

  return {
    issuer: listener.origin,
    hostPort: listener.hostPort,
    scopes: Object.keys(options.scopes),
    counters,
    faults,
    addResource: (resource) => void resources.add(resource),
    verify: async (value, resource) => {
      const token = await provider?.AccessToken.find(value);
      if (token?.accountId === undefined || token.isExpired || token.aud !== resource) return null;
      return {
        token: value,
        clientId: token.clientId ?? "",
        scopes: [...token.scopes],
        ...(token.exp === undefined ? {} : { expiresAt: token.exp }),
        resource: new URL(resource),
        extra: { account: token.accountId },
      };
    },
    revokeAll: () => store.revokeAll(),
    close: listener.close,
  };
}

function configuration(
  options: AuthorizationServerOptions,
  store: MemoryStore,
  resources: ReadonlySet<string>,
): Configuration {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const accessTokenTTL = options.accessTokenSeconds;
  const scope = Object.keys(options.scopes).join(" ");
  return {
    adapter: store.adapter,
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256" }] },
    cookies: { keys: [randomBytes(32).toString("base64url")] },
    scopes: ["openid", "offline_access", ...Object.keys(options.scopes)],
    pkce: { required: () => true },
    findAccount: (_ctx, id) =>
      options.accounts.some((account) => account.name === id)
        ? { accountId: id, claims: () => ({ sub: id }) }
        : undefined,
    features: {
      devInteractions: { enabled: false },
      registration: { enabled: true, issueRegistrationAccessToken: false },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      resourceIndicators: {
        enabled: true,
        defaultResource: (_ctx, _client, oneOf) => oneOf ?? [...resources].slice(0, 1),
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, resource) => {
          if (!resources.has(resource)) throw new errors.InvalidTarget();
          return { scope, accessTokenFormat: "opaque", accessTokenTTL, audience: resource };
        },
      },
    },
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed("refresh_token"),
    rotateRefreshToken: () => true,
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    clientBasedCORS: () => false,
    renderError: (ctx, out) => {
      ctx.type = "html";
      ctx.body = errorPage(options.name, [out.error, out.error_description ?? ""].join(": "));
    },
    ttl: {
      AccessToken: accessTokenTTL,
      AuthorizationCode: MINUTE_SECONDS,
      Grant: REFRESH_TOKEN_SECONDS,
      IdToken: accessTokenTTL,
      Interaction: 10 * MINUTE_SECONDS,
      RefreshToken: REFRESH_TOKEN_SECONDS,
      Session: 10 * MINUTE_SECONDS,
    },
  };
}

function count(provider: Provider, counters: Counters): void {
  const isRefresh = (params: unknown) =>
    (params as { grant_type?: string } | undefined)?.grant_type === "refresh_token";
  provider.on("registration_create.success", () => {
    counters.registrations += 1;
  });
  provider.on("grant.success", (ctx) => {
    if (isRefresh(ctx.oidc.params)) counters.refreshes += 1;
  });
  provider.on("grant.error", (ctx) => {
    if (isRefresh(ctx.oidc.params)) counters.refusedRefreshes += 1;
  });
}

/** `/interaction/<uid>`: one page that signs in and consents at once. */
function interactionPages(
  provider: Provider,
  options: AuthorizationServerOptions,
  resources: ReadonlySet<string>,
): RequestListener {
  return async (request, response) => {
    const html = (status: number, body: string) =>
      response.writeHead(status, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" }).end(body);
    try {
      const { params } = await provider.interactionDetails(request, response);
      const client = await provider.Client.find(String(params.client_id));
      const page = (problem: string | null) =>
        signInPage({ ...options, clientName: client?.clientName ?? "An application", problem });
      if (request.method !== "POST") return void html(200, page(null));

      const form = await readForm(request);
      if (form.get("action") === "cancel") {
        const denied = { error: "access_denied", error_description: "The person said no" };
        return await provider.interactionFinished(request, response, denied);
      }
      const account = findAccount(options, form);
      if (account === undefined) return void html(401, page("That account and password do not match."));

      const grant = new provider.Grant({ accountId: account.name, clientId: String(params.client_id) });
      grant.addOIDCScope(String(params.scope ?? ""));
      const wanted = params.resource === undefined ? [...resources] : [params.resource].flat();
      for (const resource of wanted) grant.addResourceScope(String(resource), Object.keys(options.scopes).join(" "));
      const grantId = await grant.save();
      const result = { login: { accountId: account.name, remember: false }, consent: { grantId } };
      await provider.interactionFinished(request, response, result);
    } catch (error) {
      if (!(error instanceof errors.OIDCProviderError)) throw error;
      html(400, errorPage(options.name, "This sign-in has expired. Please go back and start again."));
    }
  };
}

function findAccount(options: AuthorizationServerOptions, form: URLSearchParams): Account | undefined {
  const digest = (text: string) => Buffer.from(text.padEnd(64).slice(0, 64));
  const name = form.get("account")?.trim().toLowerCase();
  const password = form.get("password") ?? "";
  return options.accounts.find(
    (account) =>
      account.name === name && (options.isPasswordless || timingSafeEqual(digest(account.password), digest(password))),
  );
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let body = "";
  for await (const chunk of request) {
    body += chunk;
    if (body.length > 10_000) throw new errors.InvalidRequest("form too large");
  }
  return new URLSearchParams(body);
}
