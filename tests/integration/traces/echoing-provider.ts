import { type LoopbackServer, startHttpServer } from "#tests/fakes/loopback-server.ts";
import { type ScriptedServer, startScripted } from "../mcp/scripted-server.ts";

/** Secrets that a provider and a server hand out, and that they give back wherever they can. */
export const CANARIES = {
  accessToken: "canary-access-Zk3Jq8WnT5rYb1LxV7cM0pDs",
  refreshToken: "canary-refresh-Qw9Er2Ty5Ui8Op1As4Df7Gh0",
  clientSecret: "canary-secret-Mn6Bv3Cx9Zl2Kj5Hg8Fd1Sa4",
  code: "canary-code-Pl0Ok9Ij8Uh7Yg6Tf5Rd4Es3",
  cookie: "canary-cookie-Xs2Zw4Qa6Ed8Rf0Tg1Yh3Uj5",
  apiKey: "canary-apikey-Ji7Ko9Lp1Nh3Bg5Vf7Cd9Xs1",
};

export type EchoingProvider = {
  mcp: ScriptedServer;
  provider: LoopbackServer;
  /** While set, the token endpoint refuses and repeats all it was sent. */
  refuses: { tokens: boolean; calls: boolean };
  close: () => Promise<void>;
};

/** An MCP server and its provider that repeat what they are sent in every text an error has room for. */
export async function startEchoingProvider(): Promise<EchoingProvider> {
  const refuses = { tokens: false, calls: false };
  const mcp = await startScripted(({ request, response, message }) => {
    const authorization = request.headers.authorization ?? "";
    if (request.url?.startsWith("/.well-known/oauth-protected-resource")) {
      const body = { resource: mcp.url, authorization_servers: [provider.origin], scopes_supported: ["all"] };
      response.writeHead(200, { "content-type": "application/json", "set-cookie": `sid=${CANARIES.cookie}` });
      response.end(JSON.stringify(body));
      return true;
    }
    if (authorization !== `Bearer ${CANARIES.accessToken}`) {
      response.writeHead(401, { "www-authenticate": `Bearer scope="all", error_description="${CANARIES.apiKey}"` });
      response.end();
      return true;
    }
    if (message.method !== "tools/call" || !refuses.calls) return undefined;
    const said = `You sent ${JSON.stringify(request.headers)} and ${authorization} and key ${CANARIES.apiKey}`;
    response.writeHead(400, { "content-type": `text/${CANARIES.apiKey}` }).end(said);
    return true;
  });
  const provider = await startHttpServer((request, response, body) => {
    const send = (status: number, value: object) =>
      response
        .writeHead(status, { "content-type": "application/json", "set-cookie": `sid=${CANARIES.cookie}` })
        .end(JSON.stringify(value));
    const { origin } = provider;
    switch (new URL(request.url ?? "/", origin).pathname) {
      case "/.well-known/oauth-authorization-server":
        return send(200, {
          issuer: origin,
          authorization_endpoint: `${origin}/authorize`,
          token_endpoint: `${origin}/token/${CANARIES.apiKey}`,
          registration_endpoint: `${origin}/register`,
          code_challenge_methods_supported: ["S256"],
          token_endpoint_auth_methods_supported: ["client_secret_post"],
        });
      case "/register":
        return send(201, { client_id: "client-1", client_secret: CANARIES.clientSecret, client_secret_expires_at: 0 });
      case `/token/${CANARIES.apiKey}`:
        return refuses.tokens
          ? send(400, { error: "invalid_grant", error_description: `sent: ${decodeURIComponent(body)}` })
          : send(200, {
              access_token: CANARIES.accessToken,
              refresh_token: CANARIES.refreshToken,
              token_type: "Bearer",
              expires_in: 3_600,
              scope: "all",
            });
      default:
        return send(404, {});
    }
  });
  return {
    mcp,
    provider,
    refuses,
    close: async () => void (await Promise.all([mcp.close(), provider.close()])),
  };
}
