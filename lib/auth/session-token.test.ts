import { afterEach, expect, test } from "vitest";
import { parseEnv } from "#lib/platform/env.ts";
import { forgetOnce, oncePerProcess } from "#lib/platform/process-registry.ts";
import { sessionCookie, sessionTokenIn } from "./session-token.ts";

afterEach(() => forgetOnce("env"));

test.each([
  ["https://patchbay.example", { name: "__Host-patchbay-session", secure: true }],
  ["http://localhost:3000", { name: "patchbay-session", secure: false }],
])("at %s the cookie is bound as tightly as it can be", (PUBLIC_URL, { name, secure }) => {
  forgetOnce("env");
  oncePerProcess("env", () => parseEnv({ PUBLIC_URL }));
  expect(sessionCookie()).toMatchObject({ name, options: { httpOnly: true, sameSite: "lax", path: "/", secure } });
});

test("the cookie is found among others, and not by a name that only ends like it", () => {
  expect(sessionTokenIn("a=1; patchbay-session=x.y=; b=2")).toBe("x.y=");
  expect(sessionTokenIn("not-patchbay-session=x")).toBeUndefined();
});
