import { expect, test } from "vitest";
import { client, ISSUER, serverMetadata } from "#tests/factories/oauth.ts";
import { html, type StubAnswer, stubFetch } from "#tests/fakes/stub-fetch.ts";
import { revokeToken } from "./revocation.ts";

const REVOKE = `${ISSUER}/revoke`;

function revoke(answer: StubAnswer, metadata = serverMetadata()) {
  const stub = stubFetch({ [REVOKE]: answer });
  const us = client({ clientSecret: "s", authMethod: "client_secret_post" });
  const input = { metadata, client: us, token: "rt-1", kind: "refresh_token", fetch: stub.fetch } as const;
  return { result: revokeToken(input), ...stub };
}

test.each([200, 204])("revokes, answered %i", async (status) => {
  const { result, form } = revoke(() => new Response(null, { status }));
  expect(await result).toEqual({ ok: true, value: undefined });
  expect(Object.fromEntries(form(REVOKE))).toEqual({
    token: "rt-1",
    token_type_hint: "refresh_token",
    client_id: "client-1",
    client_secret: "s",
  });
});

test("a provider without the endpoint cannot", async () => {
  const { result, requests } = revoke({}, serverMetadata({ revocation_endpoint: undefined }));
  expect(await result).toEqual({ ok: false, error: { reason: "revocation_unsupported", step: "revocation" } });
  expect(requests).toEqual([]);
});

test.each([
  ["busy", () => html(503), "temporarily_unavailable"],
  ["unknown client", () => html(401), "invalid_client"],
  ["refused", () => Response.json({ error: "unsupported_token_type" }, { status: 400 }), "request_rejected"],
  ["out of reach", () => Promise.reject(new TypeError("fetch failed")), "unreachable"],
])("says what went wrong: %s", async (_name, answer, reason) => {
  expect(await revoke(answer).result).toMatchObject({ ok: false, error: { reason, step: "revocation" } });
});

test("a plain http endpoint gets no token", async () => {
  const { result, requests } = revoke({}, serverMetadata({ revocation_endpoint: "http://auth.example.com/revoke" }));
  expect(await result).toMatchObject({ error: { reason: "endpoint_not_allowed" } });
  expect(requests).toEqual([]);
});
