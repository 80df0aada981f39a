import { record } from "#lib/audit/record.ts";
import { db, type Tx } from "#lib/platform/db/client.ts";
import { newId, newToken, type OrgContext, sha256 } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { DAY_MS, MAX_OWNED_ORGANIZATIONS, MAX_PENDING_INVITES } from "./constants.ts";
import { inviteProblem } from "./data.ts";
import type { CreateInviteProblem, CreateOrganizationProblem, InviteProblem, MemberProblem } from "./errors.ts";
import { runMemberRemovedHooks } from "./member-removed.ts";
import { invitableRoles, mayChangeRole, mayRemove } from "./roles.ts";
import type { CreateInviteInput } from "./schema.ts";
import type { Role } from "./types.ts";

/** System-level: the workspace everybody has for themselves. */
export async function createPersonalWorkspace(tx: Tx, user: { id: string; name: string }): Promise<string> {
  const id = newId("org");
  await tx.organization.create({ data: { id, kind: "personal", name: user.name, personalUserId: user.id } });
  await addMember(tx, id, user.id, "owner");
  return id;
}

/** System-level: a new organization with its first owner. */
export async function createOrganization(tx: Tx, name: string, ownerId: string): Promise<string> {
  const id = newId("org");
  await tx.organization.create({ data: { id, kind: "organization", name } });
  await addMember(tx, id, ownerId, "owner");
  const subject = { type: "organization", id } as const;
  await record(tx, { orgId: id, userId: ownerId }, { type: "organization.created", subject, data: { name } });
  return id;
}

/** System-level: lets somebody with an account start an organization of their own, whatever they are elsewhere. */
export function startOrganization(
  userId: string,
  name: string,
): Promise<Result<{ orgId: string }, CreateOrganizationProblem>> {
  return db().$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM users WHERE id = ${userId} FOR UPDATE`;
    const owned = await tx.membership.count({ where: { userId, role: "owner", org: { kind: "organization" } } });
    if (owned >= MAX_OWNED_ORGANIZATIONS) return err("too_many_organizations");
    return ok({ orgId: await createOrganization(tx, name, userId) });
  });
}

async function addMember(tx: Tx, orgId: string, userId: string, role: Role): Promise<void> {
  await tx.membership.create({ data: { id: newId("membership"), orgId, userId, role } });
  await voidOwnersResetLinks(tx, userId);
}

/** A reset link that an owner holds is worth the person's whole account, so it ends when their organizations change. */
async function voidOwnersResetLinks(tx: Tx, userId: string): Promise<void> {
  await tx.passwordReset.deleteMany({ where: { userId, usedAt: null, createdById: { not: null } } });
}

/**
 * Runs `change` while no other change of who is in the organization can happen, with the actor's role as it is then.
 * Answers "not_found" in a personal workspace and to whoever is no longer in.
 */
async function withPeopleLocked<T, E>(
  ctx: OrgContext,
  change: (tx: Tx, actor: Role) => Promise<Result<T, E>>,
): Promise<Result<T, E | "not_found">> {
  if (ctx.orgKind !== "organization") return err("not_found");
  return db().$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM organizations WHERE id = ${ctx.orgId} FOR UPDATE`;
    const actor = await roleOf(tx, ctx, ctx.userId);
    return actor === null ? err("not_found") : change(tx, actor);
  });
}

async function roleOf(tx: Tx, ctx: OrgContext, userId: string): Promise<Role | null> {
  const row = await tx.membership.findUnique({ where: { orgId_userId: { orgId: ctx.orgId, userId } } });
  return row?.role ?? null;
}

async function isLastOwner(tx: Tx, ctx: OrgContext, role: Role): Promise<boolean> {
  return role === "owner" && (await tx.membership.count({ where: { orgId: ctx.orgId, role: "owner" } })) === 1;
}

/** Makes a link that lets one person join; the token is in the answer and nowhere else. */
export function createInvite(
  ctx: OrgContext,
  input: CreateInviteInput,
  now = new Date(),
): Promise<Result<{ id: string; token: string; expiresAt: Date }, CreateInviteProblem>> {
  return withPeopleLocked(ctx, async (tx, actor) => {
    if (!invitableRoles(actor).includes(input.role)) return err("role_not_allowed");
    const pending = await tx.invite.count({
      where: { orgId: ctx.orgId, acceptedAt: null, revokedAt: null, expiresAt: { gt: now } },
    });
    if (pending >= MAX_PENDING_INVITES) return err("too_many_invites");
    const [id, token, expiresAt] = [newId("invite"), newToken(), new Date(now.getTime() + input.days * DAY_MS)];
    await tx.invite.create({
      data: {
        id,
        orgId: ctx.orgId,
        tokenHash: sha256(token),
        role: input.role,
        note: input.note,
        createdById: ctx.userId,
        expiresAt,
      },
    });
    const data = { role: input.role, expiresAt: expiresAt.toISOString() };
    await record(tx, ctx, { type: "invite.created", subject: { type: "invite", id }, data });
    return ok({ id, token, expiresAt });
  });
}

/** Withdraws an invite nobody has used. Admins withdraw only what they could have made. */
export function revokeInvite(ctx: OrgContext, inviteId: string): Promise<Result<void, "not_found">> {
  return withPeopleLocked(ctx, async (tx, actor) => {
    const { count } = await tx.invite.updateMany({
      where: {
        orgId: ctx.orgId,
        id: inviteId,
        acceptedAt: null,
        revokedAt: null,
        role: { in: [...invitableRoles(actor)] },
      },
      data: { revokedAt: new Date() },
    });
    if (count !== 1) return err("not_found");
    await record(tx, ctx, { type: "invite.revoked", subject: { type: "invite", id: inviteId }, data: {} });
    return ok(undefined);
  });
}

/** System-level, inside the caller's transaction: uses up an invite for `userId`. Of several at once, one succeeds. */
export async function claimInvite(
  tx: Tx,
  userId: string,
  token: string,
  now = new Date(),
): Promise<Result<{ id: string; orgId: string; role: Role }, InviteProblem>> {
  const tokenHash = sha256(token);
  const { count } = await tx.invite.updateMany({
    where: { tokenHash, acceptedAt: null, revokedAt: null, expiresAt: { gt: now } },
    data: { acceptedAt: now, acceptedById: userId },
  });
  const invite = await tx.invite.findUnique({ where: { tokenHash } });
  if (!invite) return err("not_found");
  if (count !== 1) return err(inviteProblem(invite, now) ?? "not_found");
  return ok({ id: invite.id, orgId: invite.orgId, role: invite.role });
}

/** System-level, inside the transaction that claimed the invite: makes the person a member. */
export async function joinByInvite(
  tx: Tx,
  userId: string,
  { id, orgId, role }: { id: string; orgId: string; role: Role },
): Promise<void> {
  await addMember(tx, orgId, userId, role);
  await record(tx, { orgId, userId }, { type: "invite.accepted", subject: { type: "invite", id }, data: { role } });
}

/** System-level: lets somebody with an account in. Who is in already stays as they are, and the invite stays unused. */
export function acceptInvite(userId: string, token: string): Promise<Result<{ orgId: string }, InviteProblem>> {
  return db().$transaction(async (tx) => {
    const invite = await tx.invite.findUnique({ where: { tokenHash: sha256(token) } });
    if (!invite) return err("not_found");
    const { orgId } = invite;
    await tx.$queryRaw`SELECT 1 FROM organizations WHERE id = ${orgId} FOR UPDATE`;
    if (await tx.membership.findUnique({ where: { orgId_userId: { orgId, userId } } })) return ok({ orgId });
    const claimed = await claimInvite(tx, userId, token);
    if (!claimed.ok) return claimed;
    await joinByInvite(tx, userId, claimed.value);
    return ok({ orgId });
  });
}

/** Gives a member another role. The organization keeps at least one owner. */
export function changeRole(
  ctx: OrgContext,
  input: { userId: string; role: Role },
): Promise<Result<void, MemberProblem>> {
  return withPeopleLocked<void, MemberProblem>(ctx, async (tx, actor) => {
    const from = await roleOf(tx, ctx, input.userId);
    if (from === null) return err("not_found");
    if (!mayChangeRole(actor, from, input.role)) return err("role_not_allowed");
    if (from === input.role) return ok(undefined);
    if (await isLastOwner(tx, ctx, from)) return err("last_owner");
    await tx.membership.update({
      where: { orgId_userId: { orgId: ctx.orgId, userId: input.userId } },
      data: { role: input.role },
    });
    await revokeInvitesBeyond(tx, ctx, input.userId, invitableRoles(input.role));
    if (input.role !== "owner") await voidResetLinksBy(tx, ctx, input.userId);
    const subject = { type: "user", id: input.userId } as const;
    await record(tx, ctx, { type: "member.roleChanged", subject, data: { from, to: input.role } });
    return ok(undefined);
  });
}

/** Takes a member out; what they had in the organization goes with them and their next request lands elsewhere. */
export function removeMember(ctx: OrgContext, userId: string): Promise<Result<void, MemberProblem>> {
  return withPeopleLocked<void, MemberProblem>(ctx, async (tx, actor) => {
    const role = await roleOf(tx, ctx, userId);
    if (role === null) return err("not_found");
    if (!mayRemove(actor, role)) return err("role_not_allowed");
    return takeOut(tx, ctx, userId, role, "member.removed");
  });
}

/** Lets a member go of their own accord. */
export function leaveOrganization(ctx: OrgContext): Promise<Result<void, MemberProblem>> {
  return withPeopleLocked<void, MemberProblem>(ctx, (tx, role) => takeOut(tx, ctx, ctx.userId, role, "member.left"));
}

async function takeOut(
  tx: Tx,
  ctx: OrgContext,
  userId: string,
  role: Role,
  type: "member.removed" | "member.left",
): Promise<Result<void, MemberProblem>> {
  if (await isLastOwner(tx, ctx, role)) return err("last_owner");
  await runMemberRemovedHooks(tx, ctx, userId);
  await tx.membership.delete({ where: { orgId_userId: { orgId: ctx.orgId, userId } } });
  await revokeInvitesBeyond(tx, ctx, userId, []);
  await voidResetLinksBy(tx, ctx, userId);
  await voidOwnersResetLinks(tx, userId);
  await record(tx, ctx, { type, subject: { type: "user", id: userId }, data: { role } });
  return ok(undefined);
}

/** Nobody can leave a door open that they could no longer open. */
async function revokeInvitesBeyond(tx: Tx, ctx: OrgContext, userId: string, allowed: readonly Role[]): Promise<void> {
  await tx.invite.updateMany({
    where: {
      orgId: ctx.orgId,
      createdById: userId,
      acceptedAt: null,
      revokedAt: null,
      role: { notIn: [...allowed] },
    },
    data: { revokedAt: new Date() },
  });
}

/** The same for links that set members' passwords: only an owner may hold one. */
async function voidResetLinksBy(tx: Tx, ctx: OrgContext, userId: string): Promise<void> {
  const ofMembers = { memberships: { some: { orgId: ctx.orgId } } };
  await tx.passwordReset.deleteMany({ where: { createdById: userId, usedAt: null, user: ofMembers } });
}

/** System-level: stores an instance setting unless it is there, and answers the value in force. */
export async function keepInstanceSetting(key: string, value: string): Promise<unknown> {
  await db().instanceSetting.createMany({ data: { key, value }, skipDuplicates: true });
  return (await db().instanceSetting.findUniqueOrThrow({ where: { key } })).value;
}
