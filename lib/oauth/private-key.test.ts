import { createVerify, generateKeyPairSync, verify } from "node:crypto";
import { expect, test } from "vitest";
import {
  chooseAlgorithm,
  generatePrivateKey,
  importKey,
  jwkThumbprint,
  looksLikePrivateKey,
  publicJwk,
  readPrivateKey,
} from "./private-key.ts";

const pem = (key: ReturnType<typeof ec>, type: "pkcs8" | "sec1" | "pkcs1" = "pkcs8") =>
  key.export({ type, format: "pem" }).toString();
const ec = (namedCurve = "P-256") => generateKeyPairSync("ec", { namedCurve }).privateKey;
const rsa = (modulusLength = 2048) => generateKeyPairSync("rsa", { modulusLength }).privateKey;

test.each([
  ["P-256, PKCS#8", pem(ec()), "ES256"],
  ["P-256, SEC 1", pem(ec(), "sec1"), "ES256"],
  ["P-384", pem(ec("P-384")), "ES384"],
  ["RSA, PKCS#8", pem(rsa()), "RS256"],
  ["RSA, PKCS#1", pem(rsa(), "pkcs1"), "RS256"],
  ["Ed25519", generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString(), "EdDSA"],
  [
    "RSA as a JWK that names its algorithm",
    JSON.stringify({ ...rsa().export({ format: "jwk" }), alg: "PS256" }),
    "PS256",
  ],
])("reads a private key: %s", async (_name, text, alg) => {
  for (const given of [text, `  ${text}\n`, text.replaceAll("\n", "")]) {
    expect(looksLikePrivateKey(given)).toBe(true);
    const key = readPrivateKey(given);
    expect(key).toMatchObject({ ok: true, value: { alg } });
    if (key.ok) expect((await importKey(key.value)).extractable).toBe(false);
  }
});

test("keeps the name that a provider knows a key by; else names it by its thumbprint", () => {
  const jwk = ec().export({ format: "jwk" });
  expect(readPrivateKey(JSON.stringify({ ...jwk, kid: "key-7" }))).toMatchObject({ value: { kid: "key-7" } });
  const unnamed = readPrivateKey(JSON.stringify(jwk));
  if (!unnamed.ok) throw new Error(unnamed.error);
  expect(unnamed.value.kid).toBe(jwkThumbprint(unnamed.value));
});

test("the thumbprint is that of RFC 7638 §3.1", () => {
  const n =
    "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
  const key = { kid: "any", alg: "RS256", jwk: { kty: "RSA", n, e: "AQAB", alg: "RS256", kid: "2011-04-29" } } as const;
  expect(jwkThumbprint({ ...key, jwk: { ...key.jwk } })).toBe("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
});

test.each([
  ["nothing", "", "not_a_private_key"],
  ["a public key", JSON.stringify(publicJwk(generatePrivateKey("ES256"))), "not_a_private_key"],
  ["a symmetric key", JSON.stringify({ kty: "oct", k: "c2VjcmV0" }), "not_a_private_key"],
  ["a curve that nobody signs JWTs with", pem(ec("secp256k1")), "not_a_private_key"],
  ["a short RSA key", pem(rsa(1024)), "key_too_weak"],
  [
    "an encrypted key",
    ec().export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" }).toString(),
    "key_encrypted",
  ],
  ["more than a key", `-----BEGIN PRIVATE KEY-----${"A".repeat(20_000)}`, "not_a_private_key"],
])("refuses %s", (_name, text, error) => {
  expect(readPrivateKey(text)).toEqual({ ok: false, error });
});

test.each(["s3cret", "{}", '{"a":1}', "BEGIN", "null"])("a client secret is no private key: %s", (text) => {
  expect(looksLikePrivateKey(text)).toBe(false);
});

test.each(["ES256", "PS256", "RS256"] as const)("a key of ours signs: %s", async (alg) => {
  const key = generatePrivateKey(alg);
  const algorithm = {
    ES256: { name: "ECDSA", hash: "SHA-256" },
    PS256: { name: "RSA-PSS", saltLength: 32 },
    RS256: { name: "RSASSA-PKCS1-v1_5" },
  }[alg];
  const signature = Buffer.from(await crypto.subtle.sign(algorithm, await importKey(key), Buffer.from("text")));
  const published = { key: publicJwk(key), format: "jwk" } as const;
  const options = {
    ES256: { ...published, dsaEncoding: "ieee-p1363" as const },
    PS256: { ...published, padding: 6, saltLength: 32 },
    RS256: published,
  }[alg];
  expect(verify("sha256", Buffer.from("text"), options, signature)).toBe(true);
  expect(createVerify("sha256").update("other").verify(options, signature)).toBe(false);
  expect(Object.keys(publicJwk(key)).filter((name) => ["d", "p", "q", "dp", "dq", "qi"].includes(name))).toEqual([]);
});

test("the algorithm for a key of ours is one that the server lists", () => {
  expect(chooseAlgorithm(undefined)).toBe("ES256");
  expect(chooseAlgorithm(["RS256", "ES256"])).toBe("ES256");
  expect(chooseAlgorithm(["RS256"])).toBe("RS256");
  expect(chooseAlgorithm(["HS256"])).toBeNull();
});
