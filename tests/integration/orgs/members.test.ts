import { describe, expect, test } from "vitest";
import { resetByToken } from "#lib/auth/data.ts";
import { createMemberPasswordReset } from "#lib/auth/mutations.ts";
import { orgContextFromCookies } from "#lib/auth/session.ts";
import { ROLES } from "#lib/orgs/constants.ts";
import { listMembers } from "#lib/orgs/data.ts";
import { onMemberRemoved } from "#lib/orgs/member-removed.ts";
import { changeRole, leaveOrganization, removeMember } from "#lib/orgs/mutations.ts";
import type { Role } from "#lib/orgs/types.ts";
import { db } from "#lib/platform/db/client.ts";
import { newId } from "#lib/platform/ids.ts";
import { signedIn } from "#tests/factories/browser.ts";
import { contextFor, createMember, createOrg, createPersonalMember, type Member } from "#tests/factories/people.ts";

const roleOf = async ({ org, user }: Member): Promise<Role | undefined> =>
  (await db().membership.findUnique({ where: { orgId_userId: { orgId: org.id, userId: user.id } } }))?.role;

/** What each role may do to each role; everything else is refused. */
const MAY: Record<Role, { remove: Role[]; change: [Role, Role][] }> = {
  owner: { remove: [...ROLES], change: ROLES.flatMap((from) => ROLES.map((to): [Role, Role] => [from, to])) },
  admin: {
    remove: ["member", "auditor"],
    change: [
      ["member", "auditor"],
      ["auditor", "member"],
      ["member", "member"],
      ["auditor", "auditor"],
    ],
  },
  member: { remove: [], change: [] },
  auditor: { remove: [], change: [] },
};

describe.each(ROLES)("a person who is %s", (actorRole) => {
  test.each(ROLES)("removes somebody who is %s, or not", async (targetRole) => {
    const owner = await createMember();
    const actor = await createMember({ org: owner.org, role: actorRole });
    const target = await createMember({ org: owner.org, role: targetRole });
    const removed = await removeMember(contextFor(actor), target.user.id);
    const may = MAY[actorRole].remove.includes(targetRole);
    expect(removed).toEqual(may ? { ok: true, value: undefined } : { ok: false, error: "role_not_allowed" });
    expect(await roleOf(target)).toBe(may ? undefined : targetRole);
  });

  test.each(ROLES.flatMap((from) => ROLES.map((to) => [from, to] as const)))(
    "turns %s into %s, or not",
    async (from, to) => {
      const owner = await createMember();
      const actor = await createMember({ org: owner.org, role: actorRole });
      const target = await createMember({ org: owner.org, role: from });
      const changed = await changeRole(contextFor(actor), { userId: target.user.id, role: to });
      const may = MAY[actorRole].change.some(([f, t]) => f === from && t === to);
      expect(changed.ok).toBe(may);
      expect(await roleOf(target)).toBe(may ? to : from);
    },
  );
});

test("the role that counts is the one in the database, not the one the request began with", async () => {
  const owner = await createMember();
  const actor = await createMember({ org: owner.org, role: "owner" });
  const before = contextFor(actor);
  await changeRole(contextFor(owner), { userId: actor.user.id, role: "member" });
  expect(await removeMember(before, owner.user.id)).toEqual({ ok: false, error: "role_not_allowed" });
});

test("people of another organization do not exist", async () => {
  const [mine, theirs] = [await createMember(), await createMember({ role: "member" })];
  const ctx = contextFor(mine);
  expect(await removeMember(ctx, theirs.user.id)).toEqual({ ok: false, error: "not_found" });
  expect(await changeRole(ctx, { userId: theirs.user.id, role: "admin" })).toEqual({ ok: false, error: "not_found" });
  expect(await roleOf(theirs)).toBe("member");
  expect((await listMembers(ctx)).map(({ userId }) => userId)).toEqual([mine.user.id]);
});

test("a personal workspace has nobody to manage", async () => {
  const ctx = contextFor(await createPersonalMember());
  expect(await leaveOrganization(ctx)).toEqual({ ok: false, error: "not_found" });
  expect(await removeMember(ctx, ctx.userId)).toEqual({ ok: false, error: "not_found" });
});

describe("the last owner", () => {
  test("cannot be removed, demoted or leave", async () => {
    const owner = await createMember();
    const ctx = contextFor(owner);
    const refused = { ok: false, error: "last_owner" };
    expect(await removeMember(ctx, owner.user.id)).toEqual(refused);
    expect(await changeRole(ctx, { userId: owner.user.id, role: "admin" })).toEqual(refused);
    expect(await leaveOrganization(ctx)).toEqual(refused);
  });

  test("remains when all owners leave, demote or remove each other at once", async () => {
    for (let round = 0; round < 10; round++) {
      const first = await createMember();
      const owners = [first, ...(await Promise.all([1, 2].map(() => createMember({ org: first.org }))))];
      const [a, b, c] = owners.map(contextFor);
      if (!a || !b || !c) throw new Error("three owners");
      await Promise.all([
        leaveOrganization(a),
        changeRole(b, { userId: b.userId, role: "member" }),
        removeMember(c, c.userId),
      ]);
      expect(await db().membership.count({ where: { orgId: first.org.id, role: "owner" } })).toBe(1);
    }
  });
});

test("whoever is removed is out of the organization at the next request, and their accounts there are gone", async () => {
  const owner = await createMember();
  const personal = await createPersonalMember();
  const member = await createMember({ user: personal.user, org: owner.org, role: "member" });
  const cookie = await signedIn(member);
  const orgId = owner.org.id;
  const connector = await db().connector.create({
    data: { id: newId("connector"), orgId, slug: "x", name: "X", url: "https://x.example", createdById: owner.user.id },
  });
  await db().connection.create({
    data: { id: newId("connection"), orgId, connectorId: connector.id, userId: member.user.id },
  });
  const told: string[] = [];
  onMemberRemoved("test", async (tx, ctx, userId) => {
    told.push(userId);
    expect(await tx.connection.count({ where: { orgId: ctx.orgId, userId } })).toBe(1);
  });
  await removeMember(contextFor(owner), member.user.id);
  onMemberRemoved("test", async () => {});
  expect(told).toEqual([member.user.id]);
  expect(await db().connection.count({ where: { orgId } })).toBe(0);
  expect(await orgContextFromCookies(cookie)).toMatchObject({ orgId: personal.org.id });
});

test("a hook that fails keeps the person in and leaves no trace in the trail", async () => {
  const owner = await createMember();
  const member = await createMember({ org: await createOrg(), role: "member" });
  const here = await createMember({ org: owner.org, user: member.user, role: "member" });
  onMemberRemoved("test", async () => {
    throw new Error("no");
  });
  await expect(removeMember(contextFor(owner), here.user.id)).rejects.toThrow("no");
  onMemberRemoved("test", async () => {});
  expect(await roleOf(here)).toBe("member");
  expect(await db().auditEvent.count({ where: { orgId: owner.org.id } })).toBe(0);
});

test.each<[string, (owner: Member, other: Member) => Promise<unknown>]>([
  ["is removed", (owner, other) => removeMember(contextFor(owner), other.user.id)],
  ["is no owner any more", (owner, other) => changeRole(contextFor(owner), { userId: other.user.id, role: "admin" })],
  ["leaves", (_, other) => leaveOrganization(contextFor(other))],
])("links that set members' passwords end when the owner who holds them %s", async (_, end) => {
  const owner = await createMember();
  const other = await createMember({ org: owner.org });
  const member = await createMember({ org: owner.org, role: "member" });
  const [kept, lost] = [
    await createMemberPasswordReset(contextFor(owner), member.user.id),
    await createMemberPasswordReset(contextFor(other), owner.user.id),
  ];
  if (!kept.ok || !lost.ok) throw new Error("no link was made");
  await end(owner, other);
  expect(await resetByToken(lost.value.token)).toEqual({ ok: false, error: "not_found" });
  expect(await resetByToken(kept.value.token)).toMatchObject({ ok: true });
});

test("each change of people is in the trail, with who, whom and what", async () => {
  const owner = await createMember();
  const member = await createMember({ org: owner.org, role: "member" });
  await changeRole(contextFor(owner), { userId: member.user.id, role: "admin" });
  await removeMember(contextFor(owner), member.user.id);
  const trail = await db().auditEvent.findMany({ where: { orgId: owner.org.id }, orderBy: { id: "asc" } });
  expect(trail).toMatchObject([
    {
      actorId: owner.user.id,
      type: "member.roleChanged",
      subjectId: member.user.id,
      data: { from: "member", to: "admin" },
    },
    { actorId: owner.user.id, type: "member.removed", subjectId: member.user.id, data: { role: "admin" } },
  ]);
});
