import { createHash, createPublicKey, verify } from "node:crypto";
import { expect, test } from "vitest";
import { SERVER_URL, serverMetadata } from "#tests/factories/oauth.ts";
import { type StubAnswer, stubFetch } from "#tests/fakes/stub-fetch.ts";
import { dpopAlgorithm, dpopFetch } from "./dpop.ts";
import { generatePrivateKey, publicJwk } from "./private-key.ts";

const KEY = generatePrivateKey("ES256");
const TOKEN = "at-1";
const lists = serverMetadata({ dpop_signing_alg_values_supported: ["ES256"] });
const resource = { resource: SERVER_URL };

test.each([
  ["the server asks for it", lists, "DPoP realm=x", resource, "ES256"],
  ["beside bearer tokens too", lists, 'Bearer realm="a", DPoP algs="ES256"', null, "ES256"],
  [
    "its metadata lists algorithms",
    lists,
    "Bearer",
    { ...resource, dpop_signing_alg_values_supported: ["ES256"] },
    "ES256",
  ],
  ["its metadata demands it", lists, null, { ...resource, dpop_bound_access_tokens_required: true }, "ES256"],
  ["it speaks of bearer tokens alone", lists, "Bearer", resource, null],
  ["the authorization server does not know it", serverMetadata(), "DPoP realm=x", resource, null],
  ["no algorithm in common", serverMetadata({ dpop_signing_alg_values_supported: ["HS256"] }), "DPoP", null, null],
])("tokens are bound where both sides know how: %s", (_name, server, challenge, metadata, algorithm) => {
  expect(dpopAlgorithm({ challenge, resource: metadata, server })).toBe(algorithm);
});

/** Sends requests with a bearer token as the protocol's own client does, and gives the proofs that went out. */
async function send(answer: StubAnswer, requests: (RequestInit & { url?: string })[], key: typeof KEY | null = KEY) {
  const stub = stubFetch({ [SERVER_URL]: answer, [`${SERVER_URL}?a=1#b`]: answer, [`${SERVER_URL}?a=1`]: answer });
  const bound = dpopFetch(stub.fetch, async (token) => (token === TOKEN ? key : null));
  const responses: Response[] = [];
  for (const { url = SERVER_URL, ...init } of requests)
    responses.push(await bound(url, { headers: { authorization: `Bearer ${TOKEN}` }, ...init }));
  const proofs = stub.requests.map(({ headers }) => readProof(headers.get("dpop") ?? ""));
  return { responses, proofs, sent: stub.requests };
}

function readProof(proof: string) {
  const [header = "", payload = "", signature = ""] = proof.split(".");
  const json = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString() || "null");
  const jwk = json(header)?.jwk;
  const isSigned =
    jwk &&
    verify(
      "sha256",
      Buffer.from(`${header}.${payload}`),
      { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" },
      Buffer.from(signature, "base64url"),
    );
  return { header: json(header), claims: json(payload), isSigned };
}

test("a bound token goes out under its own scheme, with a proof of this request", async () => {
  const { proofs, sent } = await send({}, [{ method: "POST", body: "{}", url: `${SERVER_URL}?a=1#b` }]);
  expect(sent[0]?.headers.get("authorization")).toBe(`DPoP ${TOKEN}`);
  expect(sent[0]?.body).toBe("{}");
  const { use: _use, alg: _alg, kid: _kid, ...jwk } = publicJwk(KEY);
  expect(proofs[0]).toMatchObject({ isSigned: true, header: { typ: "dpop+jwt", alg: "ES256", jwk } });
  expect(proofs[0]?.header.jwk).not.toHaveProperty("d");
  expect(proofs[0]?.claims).toMatchObject({
    htm: "POST",
    htu: SERVER_URL,
    ath: createHash("sha256").update(TOKEN).digest("base64url"),
  });
  expect(Math.abs(proofs[0]?.claims.iat - Date.now() / 1000)).toBeLessThan(60);
});

test("every request has a proof of its own", async () => {
  const { proofs } = await send({}, [{}, {}, { method: "DELETE" }]);
  expect(new Set(proofs.map(({ claims }) => claims.jti)).size).toBe(3);
  expect(proofs.map(({ claims }) => claims.htm)).toEqual(["GET", "GET", "DELETE"]);
});

const demandsNonce: StubAnswer = (request) =>
  readProof(request.headers.get("dpop") ?? "").claims.nonce === "n-1"
    ? Response.json({ ok: true })
    : new Response(null, {
        status: 401,
        headers: { "www-authenticate": 'DPoP error="use_dpop_nonce"', "dpop-nonce": "n-1" },
      });

test("a nonce that the server demands is given, the request sent once more, and the nonce kept", async () => {
  const { responses, sent, proofs } = await send(demandsNonce, [{ method: "POST", body: "call" }, {}]);
  expect(responses.map(({ status }) => status)).toEqual([200, 200]);
  expect(sent.map(({ body }) => body)).toEqual(["call", "call", ""]);
  expect(proofs.map(({ claims }) => claims.nonce)).toEqual([undefined, "n-1", "n-1"]);
});

test("whoever demands a nonce for ever is answered once", async () => {
  const forever: StubAnswer = () =>
    new Response("no", {
      status: 401,
      headers: { "www-authenticate": 'DPoP error="use_dpop_nonce"', "dpop-nonce": "another" },
    });
  const { responses, sent } = await send(forever, [{ method: "POST", body: "call" }]);
  expect(sent).toHaveLength(2);
  expect(responses[0]?.status).toBe(401);
  expect(await responses[0]?.text()).toBe("no");
});

test.each([401, 403])(
  "a %d with a challenge is an answer like any other, and nothing is sent again",
  async (status) => {
    const refuses: StubAnswer = () =>
      new Response("no", { status, headers: { "www-authenticate": 'DPoP error="invalid_token", scope="a"' } });
    const { responses, sent } = await send(refuses, [{}]);
    expect(sent).toHaveLength(1);
    expect(responses[0]?.headers.get("www-authenticate")).toContain("invalid_token");
    expect(await responses[0]?.text()).toBe("no");
  },
);

test("a bearer token, and a request without one, pass untouched", async () => {
  const { sent } = await send({}, [{}, { headers: {} }], null);
  expect(sent.map(({ headers }) => headers.get("authorization"))).toEqual([`Bearer ${TOKEN}`, null]);
  expect(sent.every(({ headers }) => !headers.has("dpop"))).toBe(true);
});
