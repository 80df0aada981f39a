import { expect, test } from "vitest";
import { SESSION_IDLE_MS, SESSION_SEEN_EVERY_MS, SIGN_IN_MAX_FAILURES } from "#lib/auth/constants.ts";
import { endSession } from "#lib/auth/mutations.ts";
import { hashPassword } from "#lib/auth/password.ts";
import { signInInput } from "#lib/auth/schema.ts";
import { orgContextFromCookies } from "#lib/auth/session.ts";
import { sessionCookie } from "#lib/auth/session-token.ts";
import { signIn } from "#lib/auth/sign-in.ts";
import { db } from "#lib/platform/db/client.ts";
import { cookieFor, createSessionRow, signedIn } from "#tests/factories/browser.ts";
import { createMember, createOrg, createPersonalMember, createUser, type Member } from "#tests/factories/people.ts";

const PASSWORD = "correct horse";
const HERE = { address: "192.0.2.1", userAgent: "a browser" };
const ELSEWHERE = { ...HERE, address: "192.0.2.2" };

async function createMemberWithPassword(): Promise<Member> {
  return createMember({ user: await createUser({ passwordHash: await hashPassword(PASSWORD) }) });
}

test("the right password starts a session whose cookie opens the workspace", async () => {
  const member = await createMemberWithPassword();
  const started = await signIn({ email: member.user.email, password: PASSWORD }, HERE);
  if (!started.ok) throw new Error(started.error);
  expect(await orgContextFromCookies(await cookieFor(started.value.sessionId))).toEqual({
    orgId: member.org.id,
    orgKind: "organization",
    role: "owner",
    userId: member.user.id,
    sessionId: started.value.sessionId,
  });
});

test("every sign-in is a session of its own", async () => {
  const { user } = await createMemberWithPassword();
  const [one, two] = await Promise.all([1, 2].map(() => signIn({ email: user.email, password: PASSWORD }, HERE)));
  expect(one).not.toEqual(two);
});

test("a wrong password and an unknown address get the same answer", async () => {
  const { user } = await createMemberWithPassword();
  const wrong = await signIn({ email: user.email, password: "not the password" }, HERE);
  const unknown = await signIn({ email: "nobody@example.com", password: PASSWORD }, HERE);
  expect(wrong).toEqual({ ok: false, error: "wrong_credentials" });
  expect(unknown).toEqual(wrong);
});

test("an address is read in one way, however it is typed", () => {
  const parsed = signInInput.parse({ email: "  Ada@EXAMPLE.com ", password: "x" });
  expect(parsed.email).toBe("ada@example.com");
});

test("after too many wrong passwords that browser waits, and nobody else does", async () => {
  const { user } = await createMemberWithPassword();
  const guesses = Array.from({ length: SIGN_IN_MAX_FAILURES + 3 }, (_, i) =>
    signIn({ email: user.email, password: `guess number ${i}` }, HERE),
  );
  const answers = await Promise.all(guesses);
  expect(answers.filter((answer) => !answer.ok && answer.error === "wrong_credentials")).toHaveLength(
    SIGN_IN_MAX_FAILURES,
  );
  const right = { email: user.email, password: PASSWORD };
  expect(await signIn(right, HERE)).toEqual({ ok: false, error: "too_many_attempts" });
  expect(await signIn(right, ELSEWHERE)).toMatchObject({ ok: true });
  await db().signInThrottle.updateMany({ data: { windowEndsAt: new Date(Date.now() - 1) } });
  expect(await signIn(right, HERE)).toMatchObject({ ok: true });
  expect(await db().signInThrottle.count()).toBe(0);
});

test("an ended session is out at the next request", async () => {
  const member = await createMember();
  const sessionId = await createSessionRow(member);
  const cookie = await cookieFor(sessionId);
  expect(await orgContextFromCookies(cookie)).not.toBeNull();
  expect(await endSession(member.user.id, sessionId, "self")).toBe(true);
  expect(await orgContextFromCookies(cookie)).toBeNull();
});

test.each([
  ["expired", { expiresAt: new Date(Date.now() - 1000) }],
  ["idle for too long", { lastSeenAt: new Date(Date.now() - SESSION_IDLE_MS - 1000) }],
  ["ended", { endedAt: new Date() }],
])("a session that is %s opens nothing", async (_, given) => {
  const sessionId = await createSessionRow(await createMember(), given);
  expect(await orgContextFromCookies(await cookieFor(sessionId))).toBeNull();
});

test.each(["", "other=1", "patchbay-session=", "patchbay-session=ses_guess", "patchbay-session=a.b.c.d.e"])(
  "the cookie header %j opens nothing",
  async (header) => {
    expect(await orgContextFromCookies(header)).toBeNull();
  },
);

test("the cookie names the row and says nothing about the person", async () => {
  const member = await createMember();
  const cookie = await signedIn(member);
  const [name, value = ""] = cookie.split("=");
  expect(name).toBe(sessionCookie().name);
  expect(Buffer.from(value, "base64").toString("latin1")).not.toContain(member.user.email);
});

test("a browser that is here is noted at most once a minute", async () => {
  const lastSeenAt = new Date(Date.now() - SESSION_SEEN_EVERY_MS - 1000);
  const sessionId = await createSessionRow(await createMember(), { lastSeenAt });
  const cookie = await cookieFor(sessionId);
  const seen = async () => (await db().session.findUniqueOrThrow({ where: { id: sessionId } })).lastSeenAt.getTime();
  await orgContextFromCookies(cookie);
  const noted = await seen();
  expect(noted).toBeGreaterThan(lastSeenAt.getTime());
  await orgContextFromCookies(cookie);
  expect(await seen()).toBe(noted);
});

test("a new role counts from the next request on", async () => {
  const member = await createMember();
  const cookie = await signedIn(member);
  await db().membership.updateMany({ where: { userId: member.user.id }, data: { role: "auditor" } });
  expect(await orgContextFromCookies(cookie)).toMatchObject({ role: "auditor" });
});

test("whoever is no longer in the active workspace is in their personal one", async () => {
  const personal = await createPersonalMember();
  const member = await createMember({ user: personal.user, org: await createOrg(), role: "member" });
  const cookie = await signedIn(member);
  expect(await orgContextFromCookies(cookie)).toMatchObject({ orgId: member.org.id });
  await db().membership.deleteMany({ where: { orgId: member.org.id } });
  expect(await orgContextFromCookies(cookie)).toMatchObject({
    orgId: personal.org.id,
    orgKind: "personal",
    role: "owner",
  });
});
