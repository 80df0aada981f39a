import { workspacesOf } from "#lib/orgs/data.ts";
import type { Workspace } from "#lib/orgs/types.ts";
import { db } from "#lib/platform/db/client.ts";
import { isTheme } from "#lib/platform/i18n/locales.ts";
import { type OrgContext, sha256 } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { SESSION_IDLE_MS } from "./constants.ts";
import type { ResetLinkProblem } from "./errors.ts";
import type { CurrentSession, SessionEntry } from "./types.ts";

/** What makes a session row one that still counts. */
function alive(now: Date) {
  return { endedAt: null, expiresAt: { gt: now }, lastSeenAt: { gt: new Date(now.getTime() - SESSION_IDLE_MS) } };
}

/**
 * System-level: the session behind a cookie, with the person, their role and their workspaces as they are now.
 * @returns null when it has ended, expired, was idle too long, or its person is gone
 */
export async function readSession(
  sessionId: string,
  now = new Date(),
): Promise<(CurrentSession & { lastSeenAt: Date }) | null> {
  const row = await db().session.findFirst({ where: { id: sessionId, ...alive(now) }, include: { user: true } });
  if (!row) return null;
  const { id, email, name, locale, theme } = row.user;
  const workspaces = await workspacesOf(id);
  const active = workspaces.find((workspace) => workspace.id === row.activeOrgId) ?? workspaces[0];
  if (!active) return null;
  return {
    sessionId,
    user: { id, email, name, locale, theme: isTheme(theme) ? theme : null },
    ctx: contextIn(active, id),
    workspaces,
    lastSeenAt: row.lastSeenAt,
  };
}

/** The one place that mints a context: from a membership just read. */
export function contextIn(workspace: Workspace, userId: string): OrgContext {
  return { orgId: workspace.id, userId, role: workspace.role, orgKind: workspace.kind };
}

/** System-level: what a sign-in needs of the person with this (normalised) address. */
export function credentialsOf(email: string): Promise<{ id: string; passwordHash: string } | null> {
  return db().user.findUnique({ where: { email }, select: { id: true, passwordHash: true } });
}

/** System-level: the person's stored password hash. */
export async function passwordHashOf(userId: string): Promise<string | null> {
  const user = await db().user.findUnique({ where: { id: userId }, select: { passwordHash: true } });
  return user?.passwordHash ?? null;
}

/** The person's sessions that still count, this browser's first, then the last seen. */
export async function listSessions(current: CurrentSession, now = new Date()): Promise<SessionEntry[]> {
  const rows = await db().session.findMany({
    where: { userId: current.user.id, ...alive(now) },
    select: { id: true, userAgent: true, createdAt: true, lastSeenAt: true },
    orderBy: { lastSeenAt: "desc" },
  });
  return rows
    .map((row) => ({ ...row, isCurrent: row.id === current.sessionId }))
    .sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent));
}

/** System-level: whose password a reset link changes, or why it does not work. */
export async function resetByToken(
  token: string,
  now = new Date(),
): Promise<Result<{ userId: string; email: string }, ResetLinkProblem>> {
  const row = await db().passwordReset.findUnique({
    where: { tokenHash: sha256(token) },
    include: { user: { select: { email: true } } },
  });
  if (!row) return err("not_found");
  if (row.usedAt) return err("reset_used");
  if (row.expiresAt <= now) return err("reset_expired");
  return ok({ userId: row.userId, email: row.user.email });
}
