import { parseObject } from "./fetch-json.ts";
import { sameIssuer } from "./server-metadata.ts";

/** The claims of a JWT, unverified: enough to see whom somebody else's assertion is meant for. null = no JWT. */
export function claimsOf(jwt: string): Record<string, unknown> | null {
  const [, payload, signature] = jwt.split(".");
  return payload && signature ? parseObject(Buffer.from(payload, "base64url").toString()) : null;
}

/**
 * Whether an assertion may be shown to an authorization server: meant for that one alone and not yet over. Whoever gets
 * to see one that is meant for others too can use it there.
 */
export function isAssertionFor(jwt: string, issuer: string, now: Date): boolean {
  const claims = claimsOf(jwt);
  const audiences = [claims?.aud].flat();
  const [audience] = audiences;
  const isMeantForIt = audiences.length === 1 && typeof audience === "string" && sameIssuer(audience, issuer);
  return isMeantForIt && typeof claims?.exp === "number" && claims.exp * 1000 > now.getTime();
}
