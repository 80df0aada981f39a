import type { AuthInfo } from "@modelcontextprotocol/server";
import type { AuthorizationServer } from "./authorization-server.ts";

/** What makes an HTTP endpoint a protected resource (RFC 9728): its metadata document and the check of a token. */
export type TokenGuard = {
  /** The metadata document when `path` is where it lives. */
  metadataResponse: (path: string) => Response | null;
  /** The verified token, or the 401 that names the metadata document. */
  check: (authorizationHeader: string | null) => Promise<AuthInfo | Response>;
};

const WELL_KNOWN = "/.well-known/oauth-protected-resource";

/** Guards `resource` (the MCP endpoint's full URL) with tokens that `authorizationServer` issued for exactly it. */
export function tokenGuard(resource: string, name: string, authorizationServer: AuthorizationServer): TokenGuard {
  const { origin, pathname } = new URL(resource);
  const scopes = authorizationServer.scopes;
  authorizationServer.addResource(resource);
  return {
    metadataResponse: (path) => {
      if (path !== WELL_KNOWN && path !== `${WELL_KNOWN}${pathname}`) return null;
      return Response.json({
        resource,
        resource_name: name,
        authorization_servers: [authorizationServer.issuer],
        scopes_supported: scopes,
        bearer_methods_supported: ["header"],
      });
    },
    check: async (header) => {
      const token = /^Bearer (\S+)$/i.exec(header ?? "")?.[1];
      const verified = token === undefined ? null : await authorizationServer.verify(token, resource);
      if (verified !== null) return verified;
      const challenge = [
        `Bearer resource_metadata="${origin}${WELL_KNOWN}${pathname}"`,
        `scope="${scopes.join(" ")}"`,
        ...(token === undefined ? [] : ['error="invalid_token"', 'error_description="The access token is not valid"']),
      ];
      const headers = { "www-authenticate": challenge.join(", ") };
      return Response.json({ error: "invalid_token" }, { status: 401, headers });
    },
  };
}
