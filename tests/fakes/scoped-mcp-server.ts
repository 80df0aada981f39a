import type { ServerResponse } from "node:http";
import { type LoopbackServer, startHttpServer } from "./loopback-server.ts";

type RpcRequest = { method: string; params?: { arguments?: { text?: string; times?: number } } };

/** A person at the provider, as its page and its tokens name them. */
type Account = "ada" | "grace";

export type ScopedServer = LoopbackServer & {
  /** The MCP endpoint: one tool, "act". */
  url: string;
  /** What a token must have been granted for any request … */
  demanded: string;
  /** … and, beside it, for calling a tool; null: nothing more. */
  demandedOfCalls: string | null;
  /** Which of two providers it names. */
  issuer: "a" | "b";
  /** Calls carried out: with whose token, and with what. */
  executed: { account: string; arguments: unknown }[];
  /** Held back until this resolves, before it is decided whether the token is good. */
  calls: { gate: Promise<void>; waiting: number };
  /** What its provider puts into the answer of a sign-in that was allowed. */
  code: (granted: { account?: Account; scope: string }) => string;
  /** Ends every sign-in; there is nothing to renew one with. */
  revokeAll: () => void;
};

/**
 * An MCP server that asks for scopes, and its own providers, which grant whatever is asked for and tell who signed in.
 * Their page lets a browser sign in as one of two people, or say no. Tests in another process post their wishes to
 * /control: members of its state, or `revoke`.
 */
export async function startScopedServer(): Promise<ScopedServer> {
  const tokens = new Map<string, { account: string | undefined; scopes: string[] }>();
  const state: Omit<ScopedServer, keyof LoopbackServer | "url"> = {
    demanded: "read",
    demandedOfCalls: null,
    issuer: "a",
    executed: [],
    calls: { gate: Promise.resolve(), waiting: 0 },
    code: (granted) => Buffer.from(JSON.stringify(granted)).toString("base64url"),
    revokeAll: () => tokens.clear(),
  };
  const server: LoopbackServer = await startHttpServer((request, response, body) => {
    const { origin } = server;
    const { pathname, searchParams } = new URL(request.url ?? "/", origin);
    const send = (status: number, json: object, headers = {}) => void reply(response, status, json, headers);
    if (pathname === "/.well-known/oauth-protected-resource/mcp")
      return send(200, { resource: `${origin}/mcp`, authorization_servers: [`${origin}/${state.issuer}`] });
    if (pathname === `/.well-known/oauth-authorization-server/${state.issuer}`)
      return send(200, {
        issuer: `${origin}/${state.issuer}`,
        authorization_endpoint: `${origin}/authorize`,
        token_endpoint: `${origin}/token`,
        registration_endpoint: `${origin}/register`,
        code_challenge_methods_supported: ["S256"],
      });
    if (pathname === "/register") return send(201, { ...JSON.parse(body), client_id: "us" });
    if (pathname === "/control") {
      const { revoke, ...wishes } = JSON.parse(body || "{}");
      Object.assign(state, wishes);
      if (revoke) tokens.clear();
      return send(200, { executed: state.executed });
    }
    if (pathname === "/authorize") return void signInPage(response, searchParams, state.code);
    if (pathname === "/token") {
      const { account, scope } = JSON.parse(
        Buffer.from(new URLSearchParams(body).get("code") ?? "", "base64url").toString(),
      );
      const access_token = `token-${crypto.randomUUID()}`;
      tokens.set(access_token, { account, scopes: scope.split(" ") });
      return send(200, { access_token, token_type: "Bearer", scope, ...(account && { id_token: idToken(account) }) });
    }
    const message = JSON.parse(body || "{}");
    const answerRpc = () => {
      const token = tokens.get(/^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "");
      if (!token) return send(401, {}, { "www-authenticate": 'Bearer scope="read"' });
      const beside = message.method === "tools/call" ? state.demandedOfCalls : null;
      const lacking = [state.demanded, beside].find((scope) => scope !== null && !token.scopes.includes(scope));
      if (lacking)
        return send(403, {}, { "www-authenticate": `Bearer error="insufficient_scope", scope="${lacking}"` });
      if (message.id === undefined) return send(202, {});
      if (message.method === "tools/call")
        state.executed.push({ account: token.account ?? "", arguments: message.params.arguments });
      return send(200, { jsonrpc: "2.0", id: message.id, ...resultOf(message, state.executed.length) });
    };
    if (message.method !== "tools/call") return answerRpc();
    state.calls.waiting += 1;
    void state.calls.gate.then(answerRpc);
  });
  return Object.assign(state, server, { url: `${server.origin}/mcp` });
}

/** The tool says what it is told to, `times` over. */
function resultOf({ method, params }: RpcRequest, executed: number): object {
  const { text = `done ${executed}`, times = 1 } = params?.arguments ?? {};
  const results: { [method: string]: object } = {
    initialize: {
      protocolVersion: "2025-11-25",
      capabilities: { tools: {} },
      serverInfo: { name: "scoped", version: "1" },
    },
    "tools/list": { tools: [{ name: "act", title: "Act", description: "Does it", inputSchema: { type: "object" } }] },
    "tools/call": { content: [{ type: "text", text: text.repeat(times) }] },
  };
  const result = results[method];
  return result ? { result } : { error: { code: -32601, message: "No" } };
}

function idToken(account: string): string {
  const claims = { sub: account, email: `${account}@example.com`, exp: 1 };
  return `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2ln`;
}

function signInPage(response: ServerResponse, asked: URLSearchParams, code: ScopedServer["code"]): void {
  const way = (answer: object) => {
    const url = new URL(asked.get("redirect_uri") ?? "");
    url.search = new URLSearchParams({ state: asked.get("state") ?? "", ...answer }).toString();
    return url.href.replaceAll("&", "&amp;");
  };
  const scope = asked.get("scope") ?? "";
  const links = (["ada", "grace"] as const).map(
    (account) => `<p><a href="${way({ code: code({ account, scope }) })}">Continue as ${account}</a></p>`,
  );
  // As providers do that share no window with anybody.
  response.writeHead(200, { "content-type": "text/html", "cross-origin-opener-policy": "same-origin" });
  response.end(`<h1>Scoped ID</h1>${links.join("")}<p><a href="${way({ error: "access_denied" })}">Cancel</a></p>`);
}

function reply(response: ServerResponse, status: number, json: object, headers: object): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(json));
}
