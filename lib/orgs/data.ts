import { db } from "#lib/platform/db/client.ts";
import { type OrgContext, type OrgId, sha256 } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import type { InviteProblem } from "./errors.ts";
import type { InviteOffer, Member, PendingInvite, Workspace } from "./types.ts";

/** System-level: whether anybody exists yet; before that, only set-up is open. */
export async function isSetUp(): Promise<boolean> {
  return (await db().user.findFirst({ select: { id: true } })) !== null;
}

/** System-level: every workspace the person is in, their personal one first, then by name. */
export async function workspacesOf(userId: string): Promise<Workspace[]> {
  const rows = await db().membership.findMany({
    where: { userId },
    select: { role: true, org: { select: { id: true, name: true, kind: true } } },
  });
  return rows
    .map(({ role, org }) => ({ id: org.id as OrgId, name: org.name, kind: org.kind, role }))
    .sort((a, b) => Number(b.kind === "personal") - Number(a.kind === "personal") || a.name.localeCompare(b.name));
}

/** Everybody in the workspace, by name. */
export async function listMembers(ctx: OrgContext): Promise<Member[]> {
  const rows = await db().membership.findMany({
    where: { orgId: ctx.orgId },
    select: { role: true, createdAt: true, user: { select: { id: true, name: true, email: true } } },
    orderBy: [{ user: { name: "asc" } }, { userId: "asc" }],
  });
  return rows.map(({ user, role, createdAt }) => ({
    userId: user.id,
    name: user.name,
    email: user.email,
    role,
    joinedAt: createdAt,
  }));
}

/** Invites that still work, newest first. */
export async function listPendingInvites(ctx: OrgContext, now = new Date()): Promise<PendingInvite[]> {
  const rows = await db().invite.findMany({
    where: { orgId: ctx.orgId, acceptedAt: null, revokedAt: null, expiresAt: { gt: now } },
    orderBy: { createdAt: "desc" },
  });
  const inviters = await db().user.findMany({
    where: { id: { in: rows.map((row) => row.createdById) } },
    select: { id: true, name: true },
  });
  const names = new Map(inviters.map((user) => [user.id, user.name]));
  return rows.map(({ id, role, note, createdById, createdAt, expiresAt }) => ({
    id,
    role,
    note,
    createdBy: names.get(createdById) ?? "",
    createdAt,
    expiresAt,
  }));
}

/** System-level: what an invite's link offers, or why it no longer does. Whoever has the token may know. */
export async function inviteByToken(token: string, now = new Date()): Promise<Result<InviteOffer, InviteProblem>> {
  const row = await db().invite.findUnique({
    where: { tokenHash: sha256(token) },
    include: { org: { select: { name: true } } },
  });
  if (!row) return err("not_found");
  const problem = inviteProblem(row, now);
  if (problem) return err(problem);
  const inviter = await db().user.findUnique({ where: { id: row.createdById }, select: { name: true } });
  return ok({
    orgId: row.orgId,
    orgName: row.org.name,
    role: row.role,
    invitedBy: inviter?.name ?? "",
    expiresAt: row.expiresAt,
  });
}

/** Why an existing invite cannot be accepted now; null when it can. */
export function inviteProblem(
  invite: { acceptedAt: Date | null; revokedAt: Date | null; expiresAt: Date },
  now: Date,
): InviteProblem | null {
  if (invite.acceptedAt) return "invite_used";
  if (invite.revokedAt) return "invite_revoked";
  return invite.expiresAt <= now ? "invite_expired" : null;
}

/** System-level: an instance setting's value; null when it is not set. */
export async function instanceSetting(key: string): Promise<unknown> {
  return (await db().instanceSetting.findUnique({ where: { key } }))?.value ?? null;
}
