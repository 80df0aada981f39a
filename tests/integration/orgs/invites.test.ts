import { describe, expect, test } from "vitest";
import { signUp } from "#lib/auth/join.ts";
import { signUpInput } from "#lib/auth/schema.ts";
import { MAX_PENDING_INVITES, ROLES } from "#lib/orgs/constants.ts";
import { inviteByToken, listPendingInvites } from "#lib/orgs/data.ts";
import { acceptInvite, changeRole, createInvite, removeMember, revokeInvite } from "#lib/orgs/mutations.ts";
import { createInviteInput } from "#lib/orgs/schema.ts";
import type { Role } from "#lib/orgs/types.ts";
import { db } from "#lib/platform/db/client.ts";
import { newId, newToken, type OrgContext, sha256 } from "#lib/platform/ids.ts";
import { contextFor, createMember, createPersonalMember, createUser } from "#tests/factories/people.ts";

async function invite(ctx: OrgContext, role: Role = "member", now?: Date) {
  const made = await createInvite(ctx, { role, days: 7, note: "for Grace" }, now);
  if (!made.ok) throw new Error(made.error);
  return made.value;
}

const membersOf = (orgId: string) => db().membership.count({ where: { orgId } });

const INVITABLE: Record<Role, readonly Role[]> = {
  owner: ROLES,
  admin: ["member", "auditor"],
  member: [],
  auditor: [],
};

test.each(ROLES.flatMap((actor) => ROLES.map((role) => [actor, role] as const)))(
  "a person who is %s invites a person to be %s, or not",
  async (actor, role) => {
    const ctx = contextFor(await createMember({ role: actor }));
    const made = await createInvite(ctx, { role, days: 1, note: "" });
    expect(made.ok).toBe(INVITABLE[actor].includes(role));
    expect(await db().invite.count({ where: { orgId: ctx.orgId } })).toBe(made.ok ? 1 : 0);
  },
);

test("nobody is invited to a personal workspace", async () => {
  const ctx = contextFor(await createPersonalMember());
  expect(await createInvite(ctx, { role: "member", days: 1, note: "" })).toEqual({ ok: false, error: "not_found" });
});

test("the token is stored as a hash only", async () => {
  const ctx = contextFor(await createMember());
  const { token, id } = await invite(ctx);
  const row = await db().invite.findUniqueOrThrow({ where: { id } });
  expect(JSON.stringify(row)).not.toContain(token);
  expect(row.tokenHash).toBe(sha256(token));
});

test("the link says who invites to what, and lets one person in with that role", async () => {
  const owner = await createMember();
  const { token } = await invite(contextFor(owner), "admin");
  expect(await inviteByToken(token)).toMatchObject({
    ok: true,
    value: { orgName: owner.org.name, role: "admin", invitedBy: owner.user.name },
  });
  const guest = await createUser();
  expect(await acceptInvite(guest.id, token)).toEqual({ ok: true, value: { orgId: owner.org.id } });
  expect(await inviteByToken(token)).toEqual({ ok: false, error: "invite_used" });
  const where = { orgId_userId: { orgId: owner.org.id, userId: guest.id } };
  expect(await db().membership.findUniqueOrThrow({ where })).toMatchObject({ role: "admin" });
});

test("of many people with one link at once, one gets in", async () => {
  const owner = await createMember();
  const { token } = await invite(contextFor(owner));
  const guests = await Promise.all(Array.from({ length: 6 }, () => createUser()));
  const newcomers = Array.from({ length: 3 }, (_, i) =>
    signUpInput.parse({
      name: "Newcomer",
      email: `${newId("user").toLowerCase()}${i}@example.com`,
      password: "long enough",
      inviteToken: token,
    }),
  );
  const answers = await Promise.all([
    ...guests.map(({ id }) => acceptInvite(id, token)),
    ...newcomers.map((input) => signUp(input, "")),
  ]);
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  expect(answers.filter((answer) => !answer.ok && answer.error === "invite_used")).toHaveLength(8);
  expect(await membersOf(owner.org.id)).toBe(2);
});

describe("a link that no longer works lets nobody in:", () => {
  test("expired", async () => {
    const owner = await createMember();
    const { token } = await invite(contextFor(owner), "member", new Date(Date.now() - 8 * 24 * 60 * 60 * 1000));
    expect(await acceptInvite((await createUser()).id, token)).toEqual({ ok: false, error: "invite_expired" });
    expect(await inviteByToken(token)).toEqual({ ok: false, error: "invite_expired" });
    expect(await listPendingInvites(contextFor(owner))).toEqual([]);
  });

  test("withdrawn", async () => {
    const ctx = contextFor(await createMember());
    const { token, id } = await invite(ctx);
    expect(await revokeInvite(ctx, id)).toMatchObject({ ok: true });
    expect(await acceptInvite((await createUser()).id, token)).toEqual({ ok: false, error: "invite_revoked" });
    expect(await revokeInvite(ctx, id)).toEqual({ ok: false, error: "not_found" });
  });

  test("its maker was removed", async () => {
    const owner = await createMember();
    const admin = await createMember({ org: owner.org, role: "admin" });
    const { token } = await invite(contextFor(admin));
    await removeMember(contextFor(owner), admin.user.id);
    expect(await acceptInvite(admin.user.id, token)).toEqual({ ok: false, error: "invite_revoked" });
  });

  test("its maker could no longer make it", async () => {
    const owner = await createMember();
    const other = await createMember({ org: owner.org, role: "owner" });
    const [asAdmin, asMember] = [await invite(contextFor(other), "admin"), await invite(contextFor(other), "member")];
    await changeRole(contextFor(owner), { userId: other.user.id, role: "admin" });
    expect(await inviteByToken(asAdmin.token)).toEqual({ ok: false, error: "invite_revoked" });
    expect(await inviteByToken(asMember.token)).toMatchObject({ ok: true });
  });

  test("never made", async () => {
    expect(await acceptInvite((await createUser()).id, newToken())).toEqual({ ok: false, error: "not_found" });
  });
});

test("somebody who is in already stays as they are, and the link stays good", async () => {
  const owner = await createMember();
  const { token } = await invite(contextFor(owner), "auditor");
  expect(await acceptInvite(owner.user.id, token)).toMatchObject({ ok: true });
  expect(await inviteByToken(token)).toMatchObject({ ok: true });
  const where = { orgId_userId: { orgId: owner.org.id, userId: owner.user.id } };
  expect((await db().membership.findUniqueOrThrow({ where })).role).toBe("owner");
});

test("a refused sign-up by invite leaves no account behind", async () => {
  const input = signUpInput.parse({
    name: "N",
    email: "n@example.com",
    password: "long enough",
    inviteToken: newToken(),
  });
  expect(await signUp(input, "")).toEqual({ ok: false, error: "not_found" });
  expect(await db().user.count({ where: { email: "n@example.com" } })).toBe(0);
});

test("sign-up is closed without an invite", async () => {
  const input = signUpInput.parse({ name: "N", email: "m@example.com", password: "long enough" });
  expect(await signUp(input, "")).toEqual({ ok: false, error: "sign_up_closed" });
});

test("without an invite that works nobody learns who has an account", async () => {
  const { user } = await createMember();
  const person = { name: "N", password: "long enough", inviteToken: newToken() };
  for (const email of [user.email, "nobody@example.com"])
    expect(await signUp(signUpInput.parse({ ...person, email }), "")).toEqual({ ok: false, error: "not_found" });
});

test("an address that has an account is not taken over by an invite", async () => {
  const owner = await createMember();
  const { token } = await invite(contextFor(owner));
  const input = signUpInput.parse({ name: "N", email: owner.user.email, password: "long enough", inviteToken: token });
  expect(await signUp(input, "")).toEqual({ ok: false, error: "email_taken" });
  expect(await inviteByToken(token)).toMatchObject({ ok: true });
});

test("invites of another organization do not exist, and an admin withdraws only what an admin could make", async () => {
  const [mine, theirs] = [await createMember(), await createMember()];
  const { id } = await invite(contextFor(theirs), "admin");
  const admin = await createMember({ org: theirs.org, role: "admin" });
  expect(await revokeInvite(contextFor(mine), id)).toEqual({ ok: false, error: "not_found" });
  expect(await revokeInvite(contextFor(admin), id)).toEqual({ ok: false, error: "not_found" });
  expect(await listPendingInvites(contextFor(mine))).toEqual([]);
  expect((await db().invite.findUniqueOrThrow({ where: { id } })).revokedAt).toBeNull();
});

test("there is an end to open invites", async () => {
  const ctx = contextFor(await createMember());
  const row = {
    orgId: ctx.orgId,
    role: "member",
    createdById: ctx.userId,
    expiresAt: new Date(Date.now() + 60_000),
  } as const;
  await db().invite.createMany({
    data: Array.from({ length: MAX_PENDING_INVITES }, () => ({ ...row, id: newId("invite"), tokenHash: newToken() })),
  });
  expect(await createInvite(ctx, { role: "member", days: 1, note: "" })).toEqual({
    ok: false,
    error: "too_many_invites",
  });
});

test.each([{ days: 2 }, { role: "root" }, { note: "x".repeat(200) }, { orgId: "org_other" }])(
  "an invite with %j is refused",
  (given) => {
    expect(createInviteInput.safeParse({ role: "member", days: 7, note: "", ...given }).success).toBe(false);
  },
);
