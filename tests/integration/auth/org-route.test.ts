import { expect, test } from "vitest";
import { z } from "zod";
import { orgRoute } from "#lib/auth/org-route.ts";
import { db } from "#lib/platform/db/client.ts";
import { err, ok } from "#lib/platform/result.ts";
import { signedIn } from "#tests/factories/browser.ts";
import { createMember } from "#tests/factories/people.ts";
import { PUBLIC_ORIGIN } from "./public-origin.ts";

/** A route that renames a member of one's own workspace: enough to see whether a write happened. */
const rename = orgRoute(
  { name: "test.rename", schema: z.strictObject({ userId: z.string(), name: z.string() }), roles: ["owner"] },
  async (ctx, { userId, name }) => {
    const { count } = await db().user.updateMany({
      where: { id: userId, memberships: { some: { orgId: ctx.orgId } } },
      data: { name },
    });
    return count === 1 ? ok({ name }) : err("not_found");
  },
);

const OURS = { origin: PUBLIC_ORIGIN, "sec-fetch-site": "same-origin", "content-type": "application/json" };

async function put(
  cookie: string,
  userId: string,
  {
    headers = OURS,
    body = JSON.stringify({ name: "Changed" }),
    method = "PUT",
  }: { headers?: Record<string, string>; body?: string; method?: string } = {},
): Promise<Response> {
  const request = new Request(`${PUBLIC_ORIGIN}/api/test/${userId}`, { method, headers: { ...headers, cookie }, body });
  return rename(request, { params: Promise.resolve({ userId }) });
}

const nameOf = async (id: string) => (await db().user.findUniqueOrThrow({ where: { id } })).name;

test("a write from our own page, as JSON, is carried out", async () => {
  const { user, ...member } = await createMember();
  const response = await put(await signedIn({ user, ...member }), user.id);
  expect(await response.json()).toEqual({ ok: true, value: { name: "Changed" } });
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(await nameOf(user.id)).toBe("Changed");
});

test.each<[string, Record<string, string>, number]>([
  ["names no origin", { "content-type": "application/json" }, 403],
  ["comes from a null origin", { ...OURS, origin: "null" }, 403],
  ["comes from another site", { ...OURS, origin: "https://attacker.example" }, 403],
  ["comes from the sandbox's origin", { ...OURS, origin: "http://127.0.0.1:3000" }, 403],
  ["comes from a prefix of our origin", { ...OURS, origin: "http://localhost:30001" }, 403],
  ["is cross-site by the browser's word", { ...OURS, "sec-fetch-site": "cross-site" }, 403],
  ["is same-site by the browser's word", { ...OURS, "sec-fetch-site": "same-site" }, 403],
  ["is a form", { ...OURS, "content-type": "application/x-www-form-urlencoded" }, 415],
  ["is plain text", { ...OURS, "content-type": "text/plain" }, 415],
  ["is multipart", { ...OURS, "content-type": "multipart/form-data; boundary=x" }, 415],
  ["has a type that only begins like JSON", { ...OURS, "content-type": "application/jsonp" }, 415],
])("a write that %s changes nothing", async (_, headers, status) => {
  const member = await createMember();
  const response = await put(await signedIn(member), member.user.id, { headers });
  expect(response.status).toBe(status);
  expect(await nameOf(member.user.id)).toBe(member.user.name);
});

test("nobody signed in: 401 and no write", async () => {
  const member = await createMember();
  expect((await put("", member.user.id)).status).toBe(401);
  expect(await nameOf(member.user.id)).toBe(member.user.name);
});

test("another tenant's id, an unknown id and a role that may not give the same bytes", async () => {
  const [owner, foreign] = [await createMember(), await createMember()];
  const member = await createMember({ org: owner.org, role: "member" });
  const answers = await Promise.all([
    put(await signedIn(owner), foreign.user.id),
    put(await signedIn(owner), "usr_unknown"),
    put(await signedIn(member), owner.user.id),
  ]);
  const seen = await Promise.all(answers.map(async (r) => [r.status, await r.text(), [...r.headers]]));
  expect(seen[0]?.[0]).toBe(404);
  expect(seen[1]).toEqual(seen[0]);
  expect(seen[2]).toEqual(seen[0]);
  expect(await nameOf(foreign.user.id)).toBe(foreign.user.name);
  expect(await nameOf(owner.user.id)).toBe(owner.user.name);
});

test.each([
  ["a field nobody asked for", JSON.stringify({ name: "Changed", role: "owner" })],
  ["an array", "[]"],
  ["null", "null"],
  ["broken JSON", "{"],
  ["nothing", ""],
])("a body with %s is refused", async (_, body) => {
  const member = await createMember();
  expect((await put(await signedIn(member), member.user.id, { body })).status).toBe(400);
  expect(await nameOf(member.user.id)).toBe(member.user.name);
});

test.each([
  ["NUL character", "a\0b"],
  ["half of a character", "a\ud800b"],
])("what the database cannot store is refused: a %s", async (_, name) => {
  const member = await createMember();
  const cookie = await signedIn(member);
  const response = await put(cookie, member.user.id, { body: JSON.stringify({ name }) });
  expect([response.status, await response.json()]).toEqual([
    400,
    { ok: false, code: "invalid", fields: { name: "invalid" } },
  ]);
  const inPath = await put(cookie, `${member.user.id}\0`);
  expect([inPath.status, await inPath.json()]).toMatchObject([400, { fields: { userId: "invalid" } }]);
});

test("the path's parameters win over the body's", async () => {
  const [member, other] = [await createMember(), await createMember()];
  const body = JSON.stringify({ userId: other.user.id, name: "Changed" });
  expect((await put(await signedIn(member), member.user.id, { body })).status).toBe(200);
  expect(await nameOf(other.user.id)).toBe(other.user.name);
});

test("a body without end is not read to its end", async () => {
  const member = await createMember();
  const body = JSON.stringify({ name: "x".repeat(2_000_000) });
  expect((await put(await signedIn(member), member.user.id, { body })).status).toBe(413);
});

test("a failure nobody expected shows an id and nothing else", async () => {
  const member = await createMember();
  const failing = orgRoute({ name: "test.fail", schema: z.strictObject({}) }, async () => {
    throw new Error("password=hunter2");
  });
  const request = new Request(`${PUBLIC_ORIGIN}/api/test`, { headers: { cookie: await signedIn(member) } });
  const response = await failing(request, { params: Promise.resolve({}) });
  expect(response.status).toBe(500);
  expect(await response.json()).toEqual({ ok: false, code: "unexpected", id: expect.stringMatching(/^[0-9a-f]{12}$/) });
});

test("auditors act only where they are named", async () => {
  const cookie = await signedIn(await createMember({ role: "auditor" }));
  const call = (roles?: ["auditor"]) =>
    orgRoute({ name: "test.read", schema: z.strictObject({}), ...(roles && { roles }) }, async () => ok(null))(
      new Request(`${PUBLIC_ORIGIN}/api/test`, { headers: { cookie } }),
      { params: Promise.resolve({}) },
    );
  expect((await call()).status).toBe(404);
  expect((await call(["auditor"])).status).toBe(200);
});
