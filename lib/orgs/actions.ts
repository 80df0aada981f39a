"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { orgAction } from "#lib/auth/org-action.ts";
import { nothing } from "#lib/auth/schema.ts";
import { env } from "#lib/platform/env.ts";
import { ok } from "#lib/platform/result.ts";
import { ROLES } from "./constants.ts";
import { changeRole, createInvite, leaveOrganization, removeMember, revokeInvite } from "./mutations.ts";
import { changeRoleInput, createInviteInput, inviteIdInput, memberIdInput } from "./schema.ts";

const MEMBERS_PAGE = "/admin-settings/members";
const ADMINS = ["owner", "admin"] as const;

/** Makes an invite; the link is in this answer and never again. */
export const createInviteAction = orgAction(
  { name: "orgs.createInvite", schema: createInviteInput, roles: ADMINS },
  async (ctx, input) => {
    const invite = await createInvite(ctx, input);
    if (!invite.ok) return invite;
    revalidatePath(MEMBERS_PAGE);
    return ok({ url: `${env().PUBLIC_URL}/invite/${invite.value.token}`, expiresAt: invite.value.expiresAt });
  },
);

/** Withdraws an invite. */
export const revokeInviteAction = orgAction(
  { name: "orgs.revokeInvite", schema: inviteIdInput, roles: ADMINS },
  async (ctx, { inviteId }) => {
    const revoked = await revokeInvite(ctx, inviteId);
    if (revoked.ok) revalidatePath(MEMBERS_PAGE);
    return revoked;
  },
);

/** Gives a member another role. */
export const changeRoleAction = orgAction(
  { name: "orgs.changeRole", schema: changeRoleInput, roles: ADMINS },
  async (ctx, input) => {
    const changed = await changeRole(ctx, input);
    if (changed.ok) revalidatePath("/", "layout");
    return changed;
  },
);

/** Takes a member out of the organization. */
export const removeMemberAction = orgAction(
  { name: "orgs.removeMember", schema: memberIdInput, roles: ADMINS },
  async (ctx, { userId }) => {
    const removed = await removeMember(ctx, userId);
    if (removed.ok) revalidatePath("/", "layout");
    return removed;
  },
);

/** Leaves the active organization. */
export const leaveOrganizationAction = orgAction({ name: "orgs.leave", schema: nothing, roles: ROLES }, async (ctx) => {
  const left = await leaveOrganization(ctx);
  if (!left.ok) return left;
  redirect("/settings/account");
});
