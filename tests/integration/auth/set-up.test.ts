import { afterEach, expect, test, vi } from "vitest";
import { setUp } from "#lib/auth/join.ts";
import { setUpInput } from "#lib/auth/schema.ts";
import { sessionFromToken } from "#lib/auth/session.ts";
import { sessionToken } from "#lib/auth/session-token.ts";
import { setupCode } from "#lib/orgs/setup-code.ts";
import { db } from "#lib/platform/db/client.ts";
import { parseEnv } from "#lib/platform/env.ts";
import { forgetOnce, oncePerProcess } from "#lib/platform/process-registry.ts";

function listenOn(host: string, publicUrl = "http://localhost:3000"): void {
  forgetOnce("env");
  oncePerProcess("env", () => parseEnv({ ...process.env, HOST: host, PUBLIC_URL: publicUrl }));
}

const first = { name: "Ada", email: "Ada@Example.com ", password: "correct horse" };
const input = (given: object = {}) =>
  setUpInput.parse({ ...first, workspace: "organization", organizationName: "Example Co", ...given });

afterEach(async () => {
  await db().user.deleteMany();
  await db().organization.deleteMany();
  vi.restoreAllMocks();
  forgetOnce("env");
});

test("where others can reach us, set-up asks for the code that the start printed, once", async () => {
  listenOn("0.0.0.0");
  const code = await setupCode();
  expect(code).toMatch(/^([A-Z2-9]{5}-){3}[A-Z2-9]{5}$/);
  expect(await setupCode()).toBe(code);
  expect(await setUp(input(), "")).toEqual({ ok: false, error: "wrong_setup_code" });
  expect(await setUp(input({ setupCode: "AAAAA-AAAAA-AAAAA-AAAAA" }), "")).toEqual({
    ok: false,
    error: "wrong_setup_code",
  });
  expect(await db().user.count()).toBe(0);
  expect(await setUp(input({ setupCode: ` ${code?.toLowerCase().replaceAll("-", " ")}` }), "")).toMatchObject({
    ok: true,
  });
  expect(await setupCode()).toBeNull();
  expect(await db().instanceSetting.count()).toBe(0);
});

test("behind a proxy that others reach, the code is asked for although we listen on this machine alone", async () => {
  listenOn("127.0.0.1", "https://patchbay.example.com");
  expect(await setupCode()).not.toBeNull();
  expect(await setUp(input(), "")).toEqual({ ok: false, error: "wrong_setup_code" });
});

test("on this machine alone no code is asked for", async () => {
  listenOn("127.0.0.1");
  expect(await setupCode()).toBeNull();
  expect(await setUp(input(), "")).toMatchObject({ ok: true });
});

test("the first owner of an organization has a personal workspace too, and starts in the organization", async () => {
  listenOn("127.0.0.1");
  const made = await setUp(input(), "a browser");
  if (!made.ok) throw new Error(made.error);
  const session = await sessionFromToken(await sessionToken(made.value.sessionId));
  expect(session).toMatchObject({
    user: { name: "Ada", email: "ada@example.com" },
    ctx: { orgId: made.value.orgId, role: "owner", orgKind: "organization" },
    workspaces: [
      { name: "Ada", kind: "personal", role: "owner" },
      { name: "Example Co", kind: "organization", role: "owner" },
    ],
  });
});

test("just me: one personal workspace and nothing else", async () => {
  listenOn("127.0.0.1");
  const made = await setUp(input({ workspace: "personal", organizationName: "" }), "");
  expect(made).toMatchObject({ ok: true });
  expect(await db().organization.findMany({ select: { kind: true } })).toEqual([{ kind: "personal" }]);
});

test("of many set-ups at once exactly one makes an owner; later ones find nothing", async () => {
  listenOn("127.0.0.1");
  const tries = await Promise.all(
    Array.from({ length: 8 }, (_, i) => setUp(input({ email: `person${i}@example.com` }), "")),
  );
  expect(tries.filter((made) => made.ok)).toHaveLength(1);
  expect(tries.filter((made) => !made.ok && made.error === "not_found")).toHaveLength(7);
  expect(await db().user.count()).toBe(1);
  expect(await setUp(input({ email: "late@example.com" }), "")).toEqual({ ok: false, error: "not_found" });
});

test("an organization needs a name", () => {
  const parsed = setUpInput.safeParse({ ...first, workspace: "organization", organizationName: "  " });
  expect(parsed.error?.issues.map(({ path, message }) => [path[0], message])).toEqual([
    ["organizationName", "required"],
  ]);
});
