import { record } from "#lib/audit/record.ts";
import { claimInvite, createOrganization, createPersonalWorkspace, joinByInvite } from "#lib/orgs/mutations.ts";
import { SETUP_CODE_KEY } from "#lib/orgs/setup-code.ts";
import { db, Prisma, type Tx } from "#lib/platform/db/client.ts";
import { newId, newToken, type OrgContext, sha256 } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { PASSWORD_RESET_MS, SESSION_MAX_AGE_S, SIGN_IN_MAX_FAILURES, SIGN_IN_WINDOW_MS } from "./constants.ts";
import type { PasswordResetProblem, ResetLinkProblem, SetUpProblem, SignUpProblem } from "./errors.ts";

type NewPerson = { name: string; email: string; passwordHash: string };
type Joined = { userId: string; orgId: string };

/** Serialises set-up over all processes of the instance (pg_advisory_xact_lock). */
const SET_UP_LOCK = 7_240_001;

async function createPerson(tx: Tx, person: NewPerson): Promise<Joined> {
  const userId = newId("user");
  await tx.user.create({ data: { id: userId, ...person } });
  return { userId, orgId: await createPersonalWorkspace(tx, { id: userId, name: person.name }) };
}

/** System-level: the first person and workspace. Of any number at once, one succeeds; afterwards "not_found". */
export function createFirstOwner(
  person: NewPerson,
  organizationName: string | null,
): Promise<Result<Joined, SetUpProblem>> {
  return db().$transaction(async (tx) => {
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(${SET_UP_LOCK})::text`;
    if ((await tx.user.count()) > 0) return err("not_found");
    const { userId, orgId: personalOrgId } = await createPerson(tx, person);
    const orgId = organizationName === null ? personalOrgId : await createOrganization(tx, organizationName, userId);
    await tx.instanceSetting.deleteMany({ where: { key: SETUP_CODE_KEY } });
    const workspace = organizationName === null ? "personal" : "organization";
    await record(
      tx,
      { orgId, userId },
      { type: "instance.setUp", subject: { type: "user", id: userId }, data: { workspace } },
    );
    return ok({ userId, orgId });
  });
}

/**
 * System-level: a new person with a personal workspace and, by an invite, in an organization.
 * @param inviteToken null: an open sign-up, which the caller has checked to be allowed
 */
export async function createAccount(
  person: NewPerson,
  inviteToken: string | null,
): Promise<Result<Joined, SignUpProblem>> {
  try {
    return await db().$transaction(async (tx) => {
      if (await tx.user.findUnique({ where: { email: person.email } })) return err("email_taken");
      const { userId, orgId } = await createPerson(tx, person);
      const by = inviteToken === null ? "open" : "invite";
      await record(
        tx,
        { orgId: null, userId },
        { type: "user.signedUp", subject: { type: "user", id: userId }, data: { by } },
      );
      if (inviteToken === null) return ok({ userId, orgId });
      const invite = await claimInvite(tx, userId, inviteToken);
      if (!invite.ok) throw new Refused(invite.error);
      await joinByInvite(tx, userId, invite.value);
      return ok({ userId, orgId: invite.value.orgId });
    });
  } catch (error) {
    if (error instanceof Refused) return err(error.reason);
    if (isUniqueViolation(error)) return err("email_taken");
    throw error;
  }
}

/** Takes back what the transaction wrote before an expected refusal. */
class Refused extends Error {
  reason: SignUpProblem;
  constructor(reason: SignUpProblem) {
    super(reason);
    this.reason = reason;
  }
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002";
}

/** System-level: a new session row for somebody who has just proved who they are. */
export function createSession(
  { userId, orgId, userAgent }: { userId: string; orgId: string | null; userAgent: string },
  now = new Date(),
): Promise<string> {
  const id = newId("session");
  return db().$transaction(async (tx) => {
    const activeOrgId = orgId ?? (await lastOrgOf(tx, userId));
    const expiresAt = new Date(now.getTime() + SESSION_MAX_AGE_S * 1000);
    await tx.session.create({
      data: { id, userId, activeOrgId, userAgent: userAgent.slice(0, 500), lastSeenAt: now, expiresAt },
    });
    await record(tx, { orgId: null, userId }, { type: "session.started", subject: { type: "session", id }, data: {} });
    return id;
  });
}

/** Where the person was last; else an organization of theirs; else their personal workspace. */
async function lastOrgOf(tx: Tx, userId: string): Promise<string> {
  const last = await tx.session.findFirst({ where: { userId }, orderBy: { lastSeenAt: "desc" } });
  const memberships = await tx.membership.findMany({
    where: { userId },
    select: { orgId: true },
    orderBy: { org: { kind: "desc" } },
  });
  const orgIds = memberships.map(({ orgId }) => orgId);
  return orgIds.find((orgId) => orgId === last?.activeOrgId) ?? orgIds[0] ?? "";
}

/** System-level: notes that the session's browser was here. */
export async function touchSession(sessionId: string, now: Date): Promise<void> {
  await db().session.updateMany({ where: { id: sessionId, endedAt: null }, data: { lastSeenAt: now } });
}

/** System-level: remembers the workspace a session acts in; the caller has checked the membership. */
export async function setActiveOrg(sessionId: string, orgId: string): Promise<void> {
  await db().session.updateMany({ where: { id: sessionId, endedAt: null }, data: { activeOrgId: orgId } });
}

/** Ends one of the person's own sessions; false when it is not theirs or has ended. */
export function endSession(userId: string, sessionId: string, by: "signOut" | "self"): Promise<boolean> {
  return db().$transaction(async (tx) => (await endSessions(tx, userId, { id: sessionId }, by)) === 1);
}

/** Ends all of the person's sessions but one; answers how many. */
export function endOtherSessions(userId: string, keptSessionId: string): Promise<number> {
  return db().$transaction((tx) => endSessions(tx, userId, { id: { not: keptSessionId } }, "self"));
}

async function endSessions(
  tx: Tx,
  userId: string,
  where: Prisma.SessionWhereInput,
  by: "signOut" | "self" | "passwordChange",
): Promise<number> {
  const ended = await tx.session.updateManyAndReturn({
    where: { ...where, userId, endedAt: null },
    data: { endedAt: new Date() },
    select: { id: true },
  });
  for (const { id } of ended)
    await record(
      tx,
      { orgId: null, userId },
      { type: "session.ended", subject: { type: "session", id }, data: { by } },
    );
  return ended.length;
}

/** The person's own name, language and theme. */
export async function updateAccount(
  userId: string,
  data: { name: string; locale: string | null; theme: string | null },
): Promise<void> {
  await db().$transaction([
    db().user.update({ where: { id: userId }, data }),
    db().organization.updateMany({ where: { personalUserId: userId }, data: { name: data.name } }),
  ]);
}

/** A new password for a person who is signed in; every other session of theirs ends. */
export function setOwnPassword(userId: string, passwordHash: string, keptSessionId: string): Promise<void> {
  return db().$transaction((tx) => setPassword(tx, userId, passwordHash, "self", keptSessionId));
}

async function setPassword(
  tx: Tx,
  userId: string,
  passwordHash: string,
  by: "self" | "resetLink",
  keptSessionId: string,
): Promise<void> {
  await tx.user.update({ where: { id: userId }, data: { passwordHash } });
  await tx.passwordReset.deleteMany({ where: { userId, usedAt: null } });
  await endSessions(tx, userId, { id: { not: keptSessionId } }, "passwordChange");
  await record(
    tx,
    { orgId: null, userId },
    { type: "user.passwordChanged", subject: { type: "user", id: userId }, data: { by } },
  );
}

/**
 * Makes a link that sets a member's password. Only an owner, and only for people whose one organization this is: the link
 * opens the whole account, so one organization's owner must not hold it for another's member.
 */
export function createMemberPasswordReset(
  ctx: OrgContext,
  userId: string,
): Promise<Result<{ token: string; expiresAt: Date }, PasswordResetProblem>> {
  return db().$transaction(async (tx) => {
    const memberships = await tx.membership.findMany({
      where: { userId, org: { kind: "organization" } },
      select: { orgId: true },
    });
    if (!memberships.some(({ orgId }) => orgId === ctx.orgId)) return err("not_found");
    if (ctx.role !== "owner") return err("role_not_allowed");
    if (memberships.length > 1) return err("member_elsewhere");
    return ok(await createPasswordReset(tx, ctx, userId));
  });
}

/** System-level: a reset link made by the operator; null when nobody has this (normalised) address. */
export function createOperatorPasswordReset(email: string): Promise<{ token: string; expiresAt: Date } | null> {
  return db().$transaction(async (tx) => {
    const user = await tx.user.findUnique({ where: { email }, select: { id: true } });
    return user && createPasswordReset(tx, null, user.id);
  });
}

async function createPasswordReset(tx: Tx, ctx: OrgContext | null, userId: string) {
  const [token, expiresAt] = [newToken(), new Date(Date.now() + PASSWORD_RESET_MS)];
  await tx.passwordReset.deleteMany({ where: { userId, usedAt: null } });
  await tx.passwordReset.create({
    data: { id: newId("reset"), userId, tokenHash: sha256(token), createdById: ctx?.userId ?? null, expiresAt },
  });
  await record(tx, ctx, {
    type: "user.passwordResetCreated",
    subject: { type: "user", id: userId },
    data: { by: ctx ? "owner" : "operator", expiresAt: expiresAt.toISOString() },
  });
  return { token, expiresAt };
}

/** System-level: sets the password a reset link is for, once, and ends every session of that person. */
export function redeemResetLink(
  token: string,
  passwordHash: string,
  now = new Date(),
): Promise<Result<{ userId: string }, ResetLinkProblem>> {
  return db().$transaction(async (tx) => {
    const tokenHash = sha256(token);
    const { count } = await tx.passwordReset.updateMany({
      where: { tokenHash, usedAt: null, expiresAt: { gt: now } },
      data: { usedAt: now },
    });
    const reset = await tx.passwordReset.findUnique({ where: { tokenHash } });
    if (!reset) return err("not_found");
    if (count !== 1) return err(reset.usedAt ? "reset_used" : "reset_expired");
    await setPassword(tx, reset.userId, passwordHash, "resetLink", "");
    return ok({ userId: reset.userId });
  });
}

/**
 * System-level: counts one sign-in attempt as failed until `forgetFailures` says otherwise, so that attempts made at the
 * same moment count too.
 * @returns whether this attempt may go on
 */
export async function countAttempt(key: string, now = new Date()): Promise<boolean> {
  const windowEndsAt = new Date(now.getTime() + SIGN_IN_WINDOW_MS);
  const [row] = await db().$queryRaw<{ failures: number }[]>`
    INSERT INTO sign_in_throttles AS t (key, failures, window_ends_at) VALUES (${key}, 1, ${windowEndsAt})
    ON CONFLICT (key) DO UPDATE SET
      failures = CASE WHEN t.window_ends_at <= ${now} THEN 1 ELSE t.failures + 1 END,
      window_ends_at = CASE WHEN t.window_ends_at <= ${now} THEN ${windowEndsAt} ELSE t.window_ends_at END
    RETURNING failures`;
  return (row?.failures ?? 1) <= SIGN_IN_MAX_FAILURES;
}

/** System-level: after a right password; also sweeps windows that are over. */
export async function forgetFailures(key: string, now = new Date()): Promise<void> {
  await db().signInThrottle.deleteMany({ where: { OR: [{ key }, { windowEndsAt: { lte: now } }] } });
}
