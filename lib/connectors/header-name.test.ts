import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { headerNameProblem } from "./header-name.ts";
import { headerValueSchema } from "./settings-input.ts";

describe("names of request headers", () => {
  it.each(["Authorization", "x-api-key", "Api-Key", "X-Goog-User-Project", "PRIVATE-TOKEN", "x_tenant", "apikey"])(
    "may be %s",
    (name) => {
      expect(headerNameProblem(name)).toBeNull();
    },
  );

  it.each([
    "Host",
    "Content-Type",
    "content-length",
    "Cookie",
    "Set-Cookie",
    "Connection",
    "Keep-Alive",
    "Proxy-Authorization",
    "TE",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
    "Expect",
    "Mcp-Session-Id",
    "MCP-Protocol-Version",
    "mcp-param-tenant",
    "Last-Event-ID",
    "Accept",
    "Accept-Encoding",
    "Origin",
    "Referer",
    "Forwarded",
    "X-Forwarded-For",
    "X-Real-IP",
    "Sec-Fetch-Site",
    "X-HTTP-Method-Override",
    "DPoP",
  ])("may not be %s, in whichever case", (name) => {
    for (const spelt of [name, name.toLowerCase(), name.toUpperCase()])
      expect(headerNameProblem(spelt)).toBe("header_name_forbidden");
  });

  it.each(["", "x api", "x:y", "x\r\nhost", "x\u0000", "ümlaut", "x(y)", "__proto__", 'x"y', "x".repeat(65)])(
    "may not be %j",
    (name) => {
      expect(headerNameProblem(name)).toBe("header_name_invalid");
    },
  );

  it("are safe for the platform's own Headers whenever they are taken, whatever somebody types", () => {
    const typed = fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.constantFrom("Host", "mcp-x", "accept"));
    fc.assert(
      fc.property(typed, typed, (name, value) => {
        const parsed = headerValueSchema.safeParse(value);
        if (headerNameProblem(name) !== null || !parsed.success) return;
        const headers = new Headers({ [name]: parsed.data });
        expect([...headers]).toEqual([[name.toLowerCase(), parsed.data]]);
        expect(name).not.toMatch(
          /^(host|cookie|connection|origin)$|^(mcp-|content-|accept|transfer-|proxy-|x-forwarded-)/i,
        );
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("values of request headers", () => {
  it.each([
    ["Bearer abc.def", "Bearer abc.def"],
    ["  key pasted with its line end \n", "key pasted with its line end"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what somebody types, and what is sent
    ["${HOME} $(id) {{user}} %s", "${HOME} $(id) {{user}} %s"],
  ])("takes %j", (typed, kept) => {
    expect(headerValueSchema.parse(typed)).toBe(kept);
  });

  it.each(["", "   ", "a\r\nHost: evil", "a\nb", "a\u0000b", "a\tb", "schlüssel", "🔑", "x".repeat(4_097)])(
    "refuses %j",
    (typed) => {
      expect(headerValueSchema.safeParse(typed).success).toBe(false);
    },
  );
});
