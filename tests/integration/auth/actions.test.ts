import { beforeEach, expect, test, vi } from "vitest";
import {
  acceptInviteAction,
  changePasswordAction,
  createOrganizationAction,
  createPasswordResetAction,
  endOtherSessionsAction,
  endSessionAction,
  resetPasswordAction,
  signInAction,
  signOutAction,
  signUpAction,
  switchWorkspaceAction,
  updateAccountAction,
} from "#lib/auth/actions.ts";
import { listSessions, readSession, resetByToken } from "#lib/auth/data.ts";
import { contextForOrg, loadReset, requireRole, requireSession } from "#lib/auth/loaders.ts";
import { hashPassword, verifyPassword } from "#lib/auth/password.ts";
import { orgContextFromCookies } from "#lib/auth/session.ts";
import { createInviteAction, removeMemberAction } from "#lib/orgs/actions.ts";
import { MAX_OWNED_ORGANIZATIONS } from "#lib/orgs/constants.ts";
import { joinByInvite, startOrganization } from "#lib/orgs/mutations.ts";
import { db } from "#lib/platform/db/client.ts";
import { newId } from "#lib/platform/ids.ts";
import { cookieFor, createSessionRow, signedIn } from "#tests/factories/browser.ts";
import { createMember, createPersonalMember, createUser, type Member } from "#tests/factories/people.ts";
import { asBrowser, cookieHeader } from "./next-request.ts";

vi.mock("next/headers", () => import("./next-request.ts"));
vi.mock("next/cache", () => import("./next-request.ts"));

const PASSWORD = "correct horse";

/** Where an action or loader led to, or "not found". */
async function led(work: Promise<unknown>): Promise<string> {
  const digest = await work.then(
    (value) => `answered ${JSON.stringify(value)}`,
    (error: { digest?: string }) => error.digest ?? String(error),
  );
  return digest.startsWith("NEXT_REDIRECT") ? (digest.split(";")[2] ?? "") : digest;
}

const NOT_FOUND = "NEXT_HTTP_ERROR_FALLBACK;404";

function form(fields: Record<string, string>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
}

async function createMemberWithPassword(): Promise<Member> {
  const user = await createUser({ passwordHash: await hashPassword(PASSWORD) });
  return createMember({ user });
}

beforeEach(() => asBrowser());

test("signing in by the form gives a session and leads on to where one was going", async () => {
  const { user, org } = await createMemberWithPassword();
  const fields = { email: ` ${user.email.toUpperCase()}`, password: PASSWORD, returnTo: "/settings/connectors?x=1" };
  expect(await led(signInAction(null, form({ ...fields, $ACTION_KEY: "k1" })))).toBe("/settings/connectors?x=1");
  expect(await orgContextFromCookies(cookieHeader())).toMatchObject({ userId: user.id, orgId: org.id });
});

test("signing in never leads to another site", async () => {
  const { user } = await createMemberWithPassword();
  const fields = { email: user.email, password: PASSWORD, returnTo: "//attacker.example/new" };
  expect(await led(signInAction(null, form(fields)))).toBe("/new");
});

test("a form from another site signs nobody in", async () => {
  const { user } = await createMemberWithPassword();
  asBrowser("", { origin: "https://attacker.example", "sec-fetch-site": "cross-site" });
  const fields = { email: user.email, password: PASSWORD };
  expect(await signInAction(null, form(fields))).toEqual({ ok: false, code: "cross_site" });
  expect(cookieHeader()).toBe("");
});

test("each field says what is wrong with it", async () => {
  expect(await signUpAction(null, form({ name: " ", email: "nobody", password: "short" }))).toEqual({
    ok: false,
    code: "invalid",
    fields: { name: "required", email: "email_invalid", password: "password_too_short" },
  });
});

test("a field nobody asked for is refused", async () => {
  const member = await createMember();
  asBrowser(await signedIn(member));
  const fields = { name: "New", locale: "", theme: "", email: "attacker@example.com" };
  expect(await updateAccountAction(null, form(fields))).toMatchObject({ ok: false, code: "invalid" });
  expect(await db().user.findUniqueOrThrow({ where: { id: member.user.id } })).toMatchObject({
    name: member.user.name,
  });
});

test("what the database cannot store is refused", async () => {
  asBrowser(await signedIn(await createMember()));
  const refused = { ok: false, code: "invalid", fields: { sessionId: "invalid" } };
  for (const sessionId of ["\0", "\ud800"]) expect(await endSessionAction({ sessionId })).toEqual(refused);
});

test("signing out ends the session, not just the cookie", async () => {
  const cookie = await signedIn(await createMember());
  asBrowser(cookie);
  expect(await led(signOutAction({}))).toBe("/sign-in");
  expect(cookieHeader()).toBe("");
  expect(await orgContextFromCookies(cookie)).toBeNull();
});

test("one switches between one's own workspaces and into no other", async () => {
  const personal = await createPersonalMember();
  const member = await createMember({ user: personal.user, role: "member" });
  const foreign = await createMember();
  asBrowser(await signedIn(member));
  expect(await switchWorkspaceAction({ orgId: foreign.org.id })).toEqual({ ok: false, code: "not_found" });
  expect(await led(switchWorkspaceAction({ orgId: personal.org.id }))).toBe("/new");
  expect((await requireSession()).ctx).toMatchObject({ orgId: personal.org.id, role: "owner" });
});

test("a link into another workspace of mine switches to it; into anybody else's it does not exist", async () => {
  const personal = await createPersonalMember();
  const member = await createMember({ user: personal.user, role: "member" });
  const foreign = await createMember();
  asBrowser(await signedIn(personal), { "x-patchbay-path": "/chat/cnv_1?_rsc=abc" });
  expect(await led(contextForOrg(foreign.org.id))).toBe(NOT_FOUND);
  expect(await led(contextForOrg(null))).toBe(NOT_FOUND);
  expect(await led(contextForOrg(member.org.id, ["owner"]))).toBe(NOT_FOUND);
  expect((await requireSession()).ctx.orgId, "a page not for this role switches nothing").toBe(personal.org.id);
  expect(await led(contextForOrg(member.org.id)), "the page starts again").toBe("/chat/cnv_1");
  expect(await contextForOrg(member.org.id)).toMatchObject({ orgId: member.org.id, role: "member" });
  expect((await requireSession()).ctx.orgId).toBe(member.org.id);
});

test("anybody signed in can start an organization: they own it, are in it, and the trail says so", async () => {
  const member = await createMember({ role: "auditor" });
  asBrowser(await signedIn(member));
  expect(await led(createOrganizationAction({ name: "  Second Co " }))).toBe("/new");
  const { ctx } = await requireSession();
  expect(ctx).toMatchObject({ userId: member.user.id, role: "owner", orgKind: "organization" });
  expect(await db().auditEvent.findMany({ where: { orgId: ctx.orgId } })).toMatchObject([
    { type: "organization.created", actorId: member.user.id, subjectId: ctx.orgId, data: { name: "Second Co" } },
  ]);
  expect(await createOrganizationAction({ name: " " })).toMatchObject({ ok: false, code: "invalid" });
  asBrowser();
  expect(await createOrganizationAction({ name: "Nobody's" })).toEqual({ ok: false, code: "signed_out" });
});

test("nobody owns more organizations than one person may, however many they ask for at once", async () => {
  const { user } = await createPersonalMember();
  const asked = Array.from({ length: MAX_OWNED_ORGANIZATIONS + 3 }, (_, n) => startOrganization(user.id, `Org ${n}`));
  const refused = (await Promise.all(asked)).filter(({ ok }) => !ok);
  expect(refused).toEqual(Array(3).fill({ ok: false, error: "too_many_organizations" }));
});

test("pages of owners and admins do not exist for others; nobody signed in is led to sign in and back", async () => {
  asBrowser(await signedIn(await createMember({ role: "member" })));
  expect(await led(requireRole("owner", "admin"))).toBe(NOT_FOUND);
  asBrowser("", { "x-patchbay-path": "/chat/cnv_1?_rsc=abc" });
  expect(await led(requireSession())).toBe("/sign-in?returnTo=%2Fchat%2Fcnv_1");
});

test("actions of owners and admins do not exist for others, and change nothing", async () => {
  const owner = await createMember();
  const member = await createMember({ org: owner.org, role: "member" });
  asBrowser(await signedIn(member));
  const refused = { ok: false, code: "not_found" };
  expect(await removeMemberAction({ userId: owner.user.id })).toEqual(refused);
  expect(await createInviteAction({ role: "member", days: 7 })).toEqual(refused);
  expect(await createPasswordResetAction({ userId: owner.user.id })).toEqual(refused);
  asBrowser();
  expect(await removeMemberAction({ userId: owner.user.id })).toEqual({ ok: false, code: "signed_out" });
  expect(await db().membership.count({ where: { orgId: owner.org.id } })).toBe(2);
  expect(await db().invite.count({ where: { orgId: owner.org.id } })).toBe(0);
});

test("an invite made in one browser is accepted in another and leads into that workspace", async () => {
  const owner = await createMember();
  asBrowser(await signedIn(owner));
  const made = await createInviteAction(null, form({ role: "member", days: "7", note: "" }));
  if (!made.ok) throw new Error(made.code);
  const token = made.value.url.split("/invite/")[1] ?? "";
  const guest = await createPersonalMember();
  asBrowser(await signedIn(guest));
  expect(await led(acceptInviteAction({ token }))).toBe("/new");
  expect((await requireSession()).ctx).toMatchObject({ orgId: owner.org.id, role: "member" });
});

test("a new password needs the old one and ends every other session", async () => {
  const member = await createMemberWithPassword();
  const elsewhere = await createSessionRow(member);
  asBrowser(await signedIn(member));
  const change = (currentPassword: string) => changePasswordAction({ currentPassword, newPassword: "battery staple" });
  expect(await change("not the old one")).toEqual({ ok: false, code: "wrong_password" });
  expect(await readSession(elsewhere)).not.toBeNull();
  expect(await change(PASSWORD)).toEqual({ ok: true, value: null });
  expect(await readSession(elsewhere)).toBeNull();
  expect((await requireSession()).user.id).toBe(member.user.id);
  const { passwordHash } = await db().user.findUniqueOrThrow({ where: { id: member.user.id } });
  expect(passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await verifyPassword(passwordHash, "battery staple")).toBe(true);
});

test("sessions are listed with this browser first; one ends any of one's own and nobody else's", async () => {
  const member = await createMember();
  const [here, one] = [await createSessionRow(member), await createSessionRow(member)];
  await createSessionRow(member);
  const foreign = await createSessionRow(await createMember());
  asBrowser(await cookieFor(here));
  const listed = await listSessions(await requireSession());
  expect(listed.map(({ isCurrent }) => isCurrent)).toEqual([true, false, false]);
  expect(await endSessionAction({ sessionId: foreign })).toEqual({ ok: false, code: "not_found" });
  expect(await readSession(foreign)).not.toBeNull();
  expect(await endSessionAction({ sessionId: one })).toEqual({ ok: true, value: null });
  expect(await endOtherSessionsAction({})).toEqual({ ok: true, value: { count: 1 } });
  expect(await listSessions(await requireSession())).toHaveLength(1);
});

test("name, language and theme are kept with the person and in cookies for the next page", async () => {
  asBrowser(await signedIn(await createPersonalMember()));
  await updateAccountAction(null, form({ name: "Grace", locale: "de", theme: "dark" }));
  expect((await requireSession()).user).toMatchObject({ name: "Grace", locale: "de", theme: "dark" });
  expect((await requireSession()).workspaces[0]?.name).toBe("Grace");
  expect(cookieHeader()).toContain("patchbay.locale=de; patchbay.theme=dark");
  await updateAccountAction(null, form({ name: "Grace", locale: "", theme: "" }));
  expect((await requireSession()).user).toMatchObject({ locale: null, theme: null });
  expect(cookieHeader()).not.toContain("patchbay.locale");
});

async function resetLinkFor(owner: Member, member: Member): Promise<string> {
  asBrowser(await signedIn(owner));
  const made = await createPasswordResetAction({ userId: member.user.id });
  if (!made.ok) throw new Error(made.code);
  return made.value.url.split("/reset/")[1] ?? "";
}

test("an owner's link sets a member's password once, and ends every session of theirs", async () => {
  const owner = await createMember();
  const member = await createMember({ org: owner.org, role: "member" });
  const before = await createSessionRow(member);
  const token = await resetLinkFor(owner, member);
  asBrowser();
  expect(await loadReset(token)).toMatchObject({ ok: true, value: { email: member.user.email } });
  expect(await led(loadReset("unknown"))).toBe(NOT_FOUND);
  expect(await led(resetPasswordAction({ token, newPassword: "battery staple" }))).toBe("/new");
  expect((await requireSession()).user.id).toBe(member.user.id);
  expect(await readSession(before)).toBeNull();
  expect(await resetPasswordAction({ token, newPassword: "another staple" })).toEqual({
    ok: false,
    code: "reset_used",
  });
});

test("no owner gets a link to somebody who is in another organization too, or in none of theirs", async () => {
  const [owner, foreign] = [await createMember(), await createMember()];
  const shared = await createMember({ org: owner.org, role: "member" });
  const token = await resetLinkFor(owner, shared);
  await db().$transaction((tx) =>
    joinByInvite(tx, shared.user.id, { id: newId("invite"), orgId: foreign.org.id, role: "member" }),
  );
  expect(await resetByToken(token)).toEqual({ ok: false, error: "not_found" });
  expect(await createPasswordResetAction({ userId: shared.user.id })).toEqual({ ok: false, code: "member_elsewhere" });
  expect(await createPasswordResetAction({ userId: foreign.user.id })).toEqual({ ok: false, code: "not_found" });
});
