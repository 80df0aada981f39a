"use server";

import { revalidatePath } from "next/cache";
import { contextIn } from "#lib/auth/data.ts";
import { orgAction, personAction } from "#lib/auth/org-action.ts";
import { env } from "#lib/platform/env.ts";
import { err, ok } from "#lib/platform/result.ts";
import { changeRole, createInvite, leaveOrganization, removeMember, revokeInvite } from "./mutations.ts";
import { changeRoleInput, createInviteInput, inviteIdInput, memberIdInput, workspaceIdInput } from "./schema.ts";

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

/** Leaves one of the person's organizations. */
export const leaveOrganizationAction = personAction(
  { name: "orgs.leave", schema: workspaceIdInput },
  async ({ user, workspaces }, { orgId }) => {
    const workspace = workspaces.find(({ id }) => id === orgId);
    if (!workspace) return err("not_found");
    const left = await leaveOrganization(contextIn(workspace, user.id));
    if (left.ok) revalidatePath("/", "layout");
    return left;
  },
);
