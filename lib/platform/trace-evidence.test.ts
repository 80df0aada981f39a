import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { TRACE_STEPS } from "./trace.ts";
import { EVIDENCE_FIELDS, type OfferedEvidence, redacted, safeText, safeUrl } from "./trace-evidence.ts";

const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const textOf = (alphabet: string, minLength: number, maxLength = 80) =>
  fc.noBias(fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength }));

const bytes = (minLength: number, maxLength: number) => fc.noBias(fc.uint8Array({ minLength, maxLength }));
/** What tokens, codes, secrets and keys look like. */
const secret = fc.oneof(
  bytes(24, 64).map((bytes) => Buffer.from(bytes).toString("base64url")),
  bytes(24, 64).map((bytes) => Buffer.from(bytes).toString("base64")),
  bytes(20, 32).map((bytes) => Buffer.from(bytes).toString("hex")),
  textOf(BASE64URL, 24).map((rest) => `eyJ${rest}.eyJ${rest}.${rest}`),
  textOf("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghijklmnopqrstuvwxyz", 32).map((rest) => `sk-live_${rest}`),
);
/** Secrets of few different characters are nobody's. */
const isRandom = (text: string) => new Set(text).size >= 10 && /\d/.test(text) && /[a-z]/i.test(text);

/** Every field there is, whichever step may have it, each with the secret somewhere in it. */
function everyField(secret: string): OfferedEvidence {
  const fields = [...new Set(Object.values(EVIDENCE_FIELDS).flat())];
  const places = [secret, `Bearer ${secret}`, `https://u:${secret}@host.example/p/${secret}?code=${secret}#${secret}`];
  const entries = fields.map((field, index) => [field, `said: ${places[index % places.length]}`]);
  const url = places[2] ?? "";
  return { ...Object.fromEntries(entries), exchanges: [{ url, contentType: secret, failure: secret }] };
}

describe("evidence", () => {
  it("never holds a secret, whichever field it was offered in", () => {
    fc.assert(
      fc.property(secret.filter(isRandom), fc.constantFrom(...TRACE_STEPS), (text, step) => {
        const kept = JSON.stringify(redacted(step, { ...everyField(text), resource: `https://host.example/${text}` }));
        for (let at = 0; at + 16 <= text.length; at += 8) expect(kept).not.toContain(text.slice(at, at + 16));
      }),
      { numRuns: 1_000 },
    );
  });

  it("keeps no field that its step has no use for, and no value of another kind", () => {
    const offered = { host: "host.example", port: 443, toolCount: "three", accessToken: "x" } as OfferedEvidence;
    expect(redacted("resolve", offered)).toEqual({ host: "host.example" });
    expect(redacted("list", offered)).toEqual({});
    expect(redacted("connect", offered)).toEqual({ host: "host.example", port: 443 });
  });

  it("is bounded, however much a server says", () => {
    const exchanges = Array.from({ length: 500 }, () => ({ url: `https://host.example/${"a/".repeat(9_000)}` }));
    const detail = "long words ".repeat(100_000);
    expect(JSON.stringify(redacted("era", { exchanges, detail })).length).toBeLessThan(6_000);
  });
});

describe("a text", () => {
  test.each([
    ["AADSTS9010010: The resource parameter provided in the request doesn't match with the requested scopes."],
    ["asked https://auth.example.com, answered https://auth.example.com/tenant"],
    ["no usable bearer token in the answer"],
    ["get_customer_orders_v2_by_warehouse"],
    ["HTTP 502"],
  ])("that holds nothing secret stays as it is: %s", (text) => {
    expect(safeText(text)).toBe(text);
  });

  test.each([
    ["authorization: Bearer abc123", "authorization: Bearer [hidden]"],
    ['{"client_secret":"hunter2"}', '{"client_secret":"[hidden]"}'],
    ["x-api-key: k1", "x-api-key: [hidden]"],
    ["code=4%2F0Ab&state=xyz", "code=[hidden]&state=[hidden]"],
    ["tenant 550e8400-e29b-41d4-a716-446655440000", "tenant 550e8400…"],
  ])("loses what is named or looks like a secret: %s", (text, expected) => {
    expect(safeText(text)).toBe(expected);
  });

  it("shows what is invisible", () => {
    expect(safeText("a\u202Eb\u200Bc\u0007\nd")).toBe("a\\u{202e}b\\u{200b}c\\u{7} d");
  });
});

describe("an address", () => {
  test.each([
    ["https://login.example.com/.well-known/oauth-authorization-server", null],
    ["https://a1b2c3d4e5f6a7b8.execute-api.us-east-1.example.com/mcp", null],
    ["https://u:p@host.example/mcp?key=abc#f", "https://host.example/mcp"],
    ["https://mcp.example.com/s/ZjM0NTY3ODkwMTIzNDU2Nzg5MDE/mcp", "https://mcp.example.com/s/[hidden]/mcp"],
    ["https://auth.example.com", null],
    ["https://auth.example.com/", null],
    ["javascript:alert(1)", "?"],
  ])("is kept as origin and path: %s", (url, expected) => {
    expect(safeUrl(url)).toBe(expected ?? url);
  });
});
