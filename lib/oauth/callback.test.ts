import fc from "fast-check";
import { expect, test } from "vitest";
import { ISSUER, REDIRECT_URI, serverMetadata } from "#tests/factories/oauth.ts";
import { readCallback } from "./callback.ts";

const STATE = "the-state-of-this-flow";

function read(query: string, options: { advertised?: boolean } = {}) {
  return readCallback({
    callbackUrl: `${REDIRECT_URI}?${query}`,
    expectedState: STATE,
    issuer: ISSUER,
    metadata: serverMetadata({ authorization_response_iss_parameter_supported: options.advertised }),
  });
}

const good = `code=c0de&state=${STATE}`;
const iss = `&iss=${encodeURIComponent(ISSUER)}`;

test("a good answer gives its code", () => {
  expect(read(good)).toEqual({ ok: true, value: { code: "c0de" } });
});

test.each([
  ["code=c0de"],
  ["code=c0de&state="],
  [`code=c0de&state=${STATE}x`],
  ["code=c0de&state=the-state-of-that-flow"],
])("state is demanded and compared: %s", (query) => {
  expect(read(query)).toEqual({ ok: false, error: { reason: "state_mismatch", step: "callback" } });
});

test.each([
  ["advertised and right", true, iss, "ok"],
  ["advertised and missing", true, "", "iss_missing"],
  ["advertised and wrong", true, "&iss=https%3A%2F%2Fother.example", "iss_mismatch"],
  ["not advertised and right", false, iss, "ok"],
  ["not advertised and missing", false, "", "ok"],
  ["not advertised and wrong", false, "&iss=https%3A%2F%2Fother.example", "iss_mismatch"],
  ["right but for a slash", true, `${iss}%2F`, "iss_mismatch"],
  ["right but for its case", true, "&iss=https%3A%2F%2FAUTH.example.com", "iss_mismatch"],
  ["empty", true, "&iss=", "iss_mismatch"],
])("iss %s", (_name, advertised, parameter, expected) => {
  const outcome = (query: string) => {
    const result = read(query + parameter, { advertised });
    return result.ok ? "ok" : result.error.reason;
  };
  expect(outcome(good)).toBe(expected);
  // The same table holds for error answers.
  expect(outcome(`error=access_denied&state=${STATE}`)).toBe(expected === "ok" ? "access_denied" : expected);
});

test("the words of an answer that is not proved to be the provider's are not repeated", () => {
  for (const query of ["error=x&error_description=call+0900&state=other", `error=call+0900&state=${STATE}&iss=other`]) {
    expect(JSON.stringify(read(query))).not.toContain("0900");
  }
});

test.each([
  ["access_denied", "access_denied"],
  ["consent_required", "access_denied"],
  ["unauthorized_client", "invalid_client"],
  ["invalid_scope", "invalid_scope"],
  ["invalid_target", "invalid_target"],
  ["server_error", "temporarily_unavailable"],
  ["temporarily_unavailable", "temporarily_unavailable"],
  ["invalid_request", "request_rejected"],
  ["constructor", "request_rejected"],
  ["invalid_request&error_description=AADSTS9010010: resource does not match", "invalid_target"],
  ["invalid_request&error_description=Unknown client.", "invalid_client"],
])("the provider's %s is %s", (error, reason) => {
  expect(read(`error=${error}&state=${STATE}`)).toMatchObject({ error: { reason, step: "callback" } });
});

test("what a provider says is capped and harmless", () => {
  const said = encodeURIComponent(`no\r\nSet-Cookie: x \u202e${"word ".repeat(200)} ${STATE}`);
  const result = read(`error=invalid_request&error_description=${said}&state=${STATE}`);
  const detail = result.ok ? "" : (result.error.detail ?? "");
  expect(detail).toMatch(/^invalid_request: no Set-Cookie: x word/);
  expect(detail.length).toBeLessThanOrEqual(300);
  const echoed = read(`error=invalid_request&error_description=${STATE}&state=${STATE}`);
  expect(JSON.stringify(echoed)).not.toContain(STATE);
});

test.each([
  [`state=${STATE}`],
  [`code=&state=${STATE}`],
  [`code=a&code=b&state=${STATE}`],
  [`code=a&state=${STATE}&state=${STATE}`],
  [`${good}${iss}${iss}`],
])("no answer at all, or a doubled one: %s", (query) => {
  expect(read(query)).toMatchObject({ error: { reason: "callback_invalid" } });
});

test("no address makes it throw, and none without the state passes", () => {
  fc.assert(
    fc.property(fc.oneof(fc.webUrl({ withQueryParameters: true }), fc.string()), (callbackUrl) => {
      const result = readCallback({ callbackUrl, expectedState: STATE, issuer: ISSUER, metadata: serverMetadata() });
      expect(result.ok).toBe(false);
    }),
  );
});
