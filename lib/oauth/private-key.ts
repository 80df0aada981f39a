import { createHash, createPrivateKey, generateKeyPairSync, type JsonWebKey, type KeyObject } from "node:crypto";
import { z } from "zod";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { MAX_PRIVATE_KEY_LENGTH, MIN_RSA_BITS } from "./constants.ts";
import { parseObject } from "./fetch-json.ts";

/** Signing algorithms (RFC 7518 §3.1) of the keys we make, the preferred one first; owners' keys may have more. */
const OURS = ["ES256", "PS256", "RS256"] as const;

/** A private key that signs with one algorithm. A JSON object, so that it can be sealed; never leaves the server. */
export const privateKeySchema = z.object({
  kid: z.string(),
  alg: z.enum(["ES256", "ES384", "ES512", "PS256", "RS256", "EdDSA"]),
  jwk: z.record(z.string(), z.unknown()),
});
export type PrivateKey = z.infer<typeof privateKeySchema>;
export type PrivateKeyProblem = "not_a_private_key" | "key_encrypted" | "key_too_weak";

/** The algorithm for a key that we make: the first we prefer of those listed. null = none in common. */
export function chooseAlgorithm(listed: readonly string[] | undefined): (typeof OURS)[number] | null {
  return listed ? (OURS.find((alg) => listed.includes(alg)) ?? null) : OURS[0];
}

/** A new key: P-256, or RSA where the algorithm asks for it. */
export function generatePrivateKey(alg: (typeof OURS)[number]): PrivateKey {
  const { privateKey } =
    alg === "ES256"
      ? generateKeyPairSync("ec", { namedCurve: "P-256" })
      : generateKeyPairSync("rsa", { modulusLength: MIN_RSA_BITS });
  return named(privateKey, alg);
}

const PEM = /^-----BEGIN ([A-Z ]*PRIVATE KEY)-----([^-]+)-----END \1-----$/;

/** Whether text is meant as a private key: PEM, or a JWK. A client secret is neither. */
export function looksLikePrivateKey(text: string): boolean {
  return text.trim().startsWith("-----BEGIN") || typeof parseObject(text)?.kty === "string";
}

/**
 * A key that an owner enters: PEM (PKCS#8, PKCS#1, SEC 1), also without its line breaks, which a text field takes away;
 * or a private JWK. Unencrypted. Its `kid` is kept, since the provider knows the key by it.
 */
export function readPrivateKey(text: string): Result<PrivateKey, PrivateKeyProblem> {
  const trimmed = text.trim();
  if (trimmed.length > MAX_PRIVATE_KEY_LENGTH) return err("not_a_private_key");
  if (/ENCRYPTED/.test(trimmed)) return err("key_encrypted");
  const jwk = parseObject(trimmed);
  let key: KeyObject;
  try {
    key = jwk ? createPrivateKey({ key: jwk, format: "jwk" }) : createPrivateKey(withLineBreaks(trimmed));
  } catch {
    return err("not_a_private_key");
  }
  const alg = algorithmOf(key, jwk?.alg);
  if (!alg) return err("not_a_private_key");
  const bits = key.asymmetricKeyDetails?.modulusLength;
  if (bits !== undefined && bits < MIN_RSA_BITS) return err("key_too_weak");
  return ok(named(key, alg, typeof jwk?.kid === "string" ? jwk.kid : undefined));
}

/** The public half, as a JWKS lists it: named members only, so that nothing private can come along. */
export function publicJwk({ kid, alg, jwk }: PrivateKey): Record<string, string> {
  const members = ["kty", "crv", "x", "y", "n", "e"].flatMap((name) => {
    const value = jwk[name];
    return typeof value === "string" ? [[name, value] as const] : [];
  });
  return { ...Object.fromEntries(members), use: "sig", alg, kid };
}

/** The key as the library signs with it. */
export async function importKey({ jwk, alg }: PrivateKey): Promise<CryptoKey> {
  const { alg: _alg, use: _use, key_ops: _operations, ...rest } = jwk;
  return crypto.subtle.importKey("jwk", rest as never, IMPORT[alg], false, ["sign"]);
}

/** The pair as the library makes DPoP proofs with it. */
export async function importKeyPair(key: PrivateKey): Promise<CryptoKeyPair> {
  const { use: _use, alg: _alg, kid: _kid, ...rest } = publicJwk(key);
  const publicKey = await crypto.subtle.importKey("jwk", rest as never, IMPORT[key.alg], true, ["verify"]);
  return { privateKey: await importKey(key), publicKey };
}

const IMPORT = {
  ES256: { name: "ECDSA", namedCurve: "P-256" },
  ES384: { name: "ECDSA", namedCurve: "P-384" },
  ES512: { name: "ECDSA", namedCurve: "P-521" },
  PS256: { name: "RSA-PSS", hash: "SHA-256" },
  RS256: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
  EdDSA: { name: "Ed25519" },
} as const;

const CURVES: Record<string, PrivateKey["alg"]> = { prime256v1: "ES256", secp384r1: "ES384", secp521r1: "ES512" };

/** A JWK may say which of the RSA algorithms it is for; RS256 is what every server knows. */
function algorithmOf(key: KeyObject, wanted: unknown): PrivateKey["alg"] | null {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === "ec") return CURVES[details?.namedCurve ?? ""] ?? null;
  if (type === "ed25519") return "EdDSA";
  if (type !== "rsa") return null;
  return wanted === "PS256" ? "PS256" : "RS256";
}

function withLineBreaks(pem: string): string {
  const [, label, body] = PEM.exec(pem) ?? [];
  return label && body ? `-----BEGIN ${label}-----\n${body.replaceAll(/\s+/g, "")}\n-----END ${label}-----` : pem;
}

/** Named by its thumbprint (RFC 7638) unless it has a name. */
function named(key: KeyObject, alg: PrivateKey["alg"], kid?: string): PrivateKey {
  const jwk = key.export({ format: "jwk" });
  return { kid: kid ?? thumbprint(jwk), alg, jwk: { ...jwk } };
}

/** The SHA-256 thumbprint of a key (RFC 7638), by which others refer to it. */
export function jwkThumbprint({ jwk }: PrivateKey): string {
  return thumbprint(jwk);
}

function thumbprint({ crv, e, kty, n, x, y }: JsonWebKey): string {
  return createHash("sha256").update(JSON.stringify({ crv, e, kty, n, x, y })).digest("base64url");
}
