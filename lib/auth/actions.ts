"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { startOrganization } from "#lib/orgs/mutations.ts";
import { createOrganizationInput, inviteTokenInput, memberIdInput, workspaceIdInput } from "#lib/orgs/schema.ts";
import { env } from "#lib/platform/env.ts";
import { err, ok } from "#lib/platform/result.ts";
import * as joining from "./join.ts";
import { currentSession } from "./loaders.ts";
import {
  createMemberPasswordReset,
  endOtherSessions,
  endSession,
  setActiveOrg,
  setOwnPassword,
  updateAccount,
} from "./mutations.ts";
import { orgAction, personAction, publicAction } from "./org-action.ts";
import { hashPassword } from "./password.ts";
import { HOME, safeReturnTo } from "./return-to.ts";
import {
  accountInput,
  changePasswordInput,
  nothing,
  resetPasswordInput,
  sessionIdInput,
  setUpInput,
  signInInput,
  signOutInput,
  signUpInput,
} from "./schema.ts";
import { dropSessionCookie, giveSessionCookie, keepPreferences, requestOrigin } from "./session-cookie.ts";
import { confirmPassword, signIn } from "./sign-in.ts";

/** `/setup`: the first owner. */
export const setUpAction = publicAction({ name: "auth.setUp", schema: setUpInput }, async (input) => {
  const made = await joining.setUp(input, (await requestOrigin()).userAgent);
  if (!made.ok) return made;
  await giveSessionCookie(made.value.sessionId);
  redirect(HOME);
});

/** `/sign-in`; leads on to where the person was going. */
export const signInAction = publicAction({ name: "auth.signIn", schema: signInInput }, async (input) => {
  const started = await signIn(input, await requestOrigin());
  if (!started.ok) return started;
  await giveSessionCookie(started.value.sessionId);
  redirect(safeReturnTo(input.returnTo));
});

/** `/sign-up` and, with a token, `/invite/[token]` for somebody new. */
export const signUpAction = publicAction({ name: "auth.signUp", schema: signUpInput }, async (input) => {
  const made = await joining.signUp(input, (await requestOrigin()).userAgent);
  if (!made.ok) return made;
  await giveSessionCookie(made.value.sessionId);
  redirect(HOME);
});

/** `/invite/[token]` for somebody who is signed in. */
export const acceptInviteAction = personAction(
  { name: "auth.acceptInvite", schema: inviteTokenInput },
  async (session, { token }) => {
    const joined = await joining.join(session, token);
    if (!joined.ok) return joined;
    redirect(HOME);
  },
);

/** `/reset/[token]`: a new password by a link. */
export const resetPasswordAction = publicAction(
  { name: "auth.resetPassword", schema: resetPasswordInput },
  async (input) => {
    const reset = await joining.resetPassword(input, (await requestOrigin()).userAgent);
    if (!reset.ok) return reset;
    await giveSessionCookie(reset.value.sessionId);
    redirect(HOME);
  },
);

/** Ends this browser's session, if it has not ended already; `returnTo` is for those who go on with another account. */
export const signOutAction = publicAction({ name: "auth.signOut", schema: signOutInput }, async ({ returnTo }) => {
  const session = await currentSession();
  if (session) await endSession(session.user.id, session.sessionId, "signOut");
  await dropSessionCookie();
  redirect(returnTo === undefined ? "/sign-in" : safeReturnTo(returnTo));
});

/** Makes another of the person's workspaces the active one. */
export const switchWorkspaceAction = personAction(
  { name: "auth.switchWorkspace", schema: workspaceIdInput },
  async ({ sessionId, workspaces }, { orgId }) => {
    if (!workspaces.some(({ id }) => id === orgId)) return err("not_found");
    await setActiveOrg(sessionId, orgId);
    revalidatePath("/", "layout");
    redirect(HOME);
  },
);

/** Starts an organization that the person owns, and goes there. */
export const createOrganizationAction = personAction(
  { name: "auth.createOrganization", schema: createOrganizationInput },
  async ({ user, sessionId }, { name }) => {
    const started = await startOrganization(user.id, name);
    if (!started.ok) return started;
    await setActiveOrg(sessionId, started.value.orgId);
    revalidatePath("/", "layout");
    redirect(HOME);
  },
);

/** Name, language and theme. */
export const updateAccountAction = personAction(
  { name: "auth.updateAccount", schema: accountInput },
  async ({ user }, { name, locale, theme }) => {
    await updateAccount(user.id, { name, locale: locale || null, theme: theme || null });
    await keepPreferences(locale || null, theme || null);
    revalidatePath("/", "layout");
    return ok(null);
  },
);

/** A new password; every other session ends. */
export const changePasswordAction = personAction(
  { name: "auth.changePassword", schema: changePasswordInput },
  async ({ user, sessionId }, { currentPassword, newPassword }) => {
    const confirmed = await confirmPassword(user.id, currentPassword);
    if (!confirmed.ok) return confirmed;
    await setOwnPassword(user.id, await hashPassword(newPassword), sessionId);
    revalidatePath("/settings/account");
    return ok(null);
  },
);

/** Ends one session of the person's own. */
export const endSessionAction = personAction(
  { name: "auth.endSession", schema: sessionIdInput },
  async (session, { sessionId }) => {
    if (!(await endSession(session.user.id, sessionId, "self"))) return err("not_found");
    revalidatePath("/settings/account");
    return ok(null);
  },
);

/** Ends every session but this browser's. */
export const endOtherSessionsAction = personAction(
  { name: "auth.endOtherSessions", schema: nothing },
  async ({ user, sessionId }) => {
    const count = await endOtherSessions(user.id, sessionId);
    revalidatePath("/settings/account");
    return ok({ count });
  },
);

/** A link that sets a member's password, for an owner to hand over. */
export const createPasswordResetAction = orgAction(
  { name: "auth.createPasswordReset", schema: memberIdInput, roles: ["owner"] },
  async (ctx, { userId }) => {
    const reset = await createMemberPasswordReset(ctx, userId);
    if (!reset.ok) return reset;
    return ok({ url: `${env().PUBLIC_URL}/reset/${reset.value.token}`, expiresAt: reset.value.expiresAt });
  },
);
