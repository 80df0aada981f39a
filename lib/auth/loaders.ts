import { cookies, headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { ROLES } from "#lib/orgs/constants.ts";
import { inviteByToken, isSetUp } from "#lib/orgs/data.ts";
import type { InviteProblem } from "#lib/orgs/errors.ts";
import { setupCodeRequired } from "#lib/orgs/setup-code.ts";
import type { InviteOffer, Role, Workspace } from "#lib/orgs/types.ts";
import { env } from "#lib/platform/env.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import type { Result } from "#lib/platform/result.ts";
import { REQUEST_PATH_HEADER } from "./constants.ts";
import { listSessions, resetByToken } from "./data.ts";
import type { ResetLinkProblem } from "./errors.ts";
import { setActiveOrg } from "./mutations.ts";
import { HOME, safeReturnTo } from "./return-to.ts";
import { sessionFromToken } from "./session.ts";
import { sessionCookie } from "./session-token.ts";
import type { CurrentSession, CurrentUser, SessionEntry } from "./types.ts";

/** The session of this request; null when nobody is signed in. Read once per rendered page. */
export const currentSession = cache(
  async (): Promise<CurrentSession | null> => sessionFromToken((await cookies()).get(sessionCookie().name)?.value),
);

/** The session of this request; leads to sign-in (and back), or to set-up while nobody exists. */
export async function requireSession(): Promise<CurrentSession> {
  const session = await currentSession();
  if (session) return session;
  if (!(await isSetUp())) redirect("/setup");
  const path = await requestPath();
  redirect(path === HOME ? "/sign-in" : `/sign-in?returnTo=${encodeURIComponent(path)}`);
}

/** Who is signed in. */
export async function requireUser(): Promise<CurrentUser> {
  return (await requireSession()).user;
}

/** Who acts in which workspace. */
export async function requireOrgContext(): Promise<OrgContext> {
  return (await requireSession()).ctx;
}

/** The session of somebody with one of these roles; for everybody else the page does not exist. */
export async function requireRole(...roles: Role[]): Promise<CurrentSession> {
  const session = await requireSession();
  if (!roles.includes(session.ctx.role)) notFound();
  return session;
}

/**
 * The context in the workspace a link belongs to. Another one of mine becomes the active one and the page starts again,
 * so that all of it, its frame too, is of that workspace; anybody else's does not exist.
 * @param orgId of the row the link names; null when there is no such row
 * @param roles who may see the page; for others it does not exist, and nothing is switched
 */
export async function contextForOrg(orgId: string | null, roles: readonly Role[] = ROLES): Promise<OrgContext> {
  const { sessionId, ctx, workspaces } = await requireSession();
  const workspace = workspaces.find(({ id }) => id === orgId);
  if (!workspace || !roles.includes(workspace.role)) notFound();
  if (ctx.orgId === orgId) return ctx;
  await setActiveOrg(sessionId, workspace.id);
  redirect(await requestPath());
}

/** The page being asked for, as a path of ours. */
async function requestPath(): Promise<string> {
  return safeReturnTo((await headers()).get(REQUEST_PATH_HEADER));
}

/** `/` shows nothing itself. */
export async function redirectFromRoot(): Promise<never> {
  await requireSession();
  redirect(HOME);
}

/** Set-up exists only while nobody does. */
export async function loadSetUp(): Promise<{ asksForCode: boolean }> {
  if (await isSetUp()) notFound();
  return { asksForCode: setupCodeRequired() };
}

/** Whoever is signed in goes where they were going. */
export async function loadSignIn(returnTo: unknown): Promise<{ returnTo: string; signUpOpen: boolean }> {
  const path = safeReturnTo(returnTo);
  if (await currentSession()) redirect(path);
  if (!(await isSetUp())) redirect("/setup");
  return { returnTo: path, signUpOpen: env().SIGN_UP === "open" };
}

/** Sign-up is by invite unless the operator opened it. */
export async function loadSignUp(): Promise<{ signUpOpen: boolean }> {
  const { signUpOpen } = await loadSignIn(HOME);
  return { signUpOpen };
}

/** What an invite's link offers, and to whom; a token that never was is "not found". */
export async function loadInvite(
  token: string,
): Promise<{ offer: Result<InviteOffer, InviteProblem>; user: CurrentUser | null }> {
  const offer = await inviteByToken(token);
  if (!offer.ok && offer.error === "not_found") notFound();
  return { offer, user: (await currentSession())?.user ?? null };
}

/** Whose password a reset link sets; a token that never was is "not found". */
export async function loadReset(token: string): Promise<Result<{ email: string }, ResetLinkProblem>> {
  const reset = await resetByToken(token);
  if (!reset.ok && reset.error === "not_found") notFound();
  return reset;
}

/** Settings › Account. */
export async function loadAccount(): Promise<{ user: CurrentUser; workspaces: Workspace[]; sessions: SessionEntry[] }> {
  const session = await requireSession();
  return { user: session.user, workspaces: session.workspaces, sessions: await listSessions(session) };
}
