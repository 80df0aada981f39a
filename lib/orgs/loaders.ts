import { notFound } from "next/navigation";
import { requireRole } from "#lib/auth/loaders.ts";
import type { CurrentUser } from "#lib/auth/types.ts";
import { listMembers, listPendingInvites } from "./data.ts";
import { invitableRoles } from "./roles.ts";
import type { Member, PendingInvite, Role, Workspace } from "./types.ts";

/** Admin settings › Members: for owners and admins of an organization; for everybody else the page does not exist. */
export async function loadMembers(): Promise<{
  user: CurrentUser;
  workspace: Workspace;
  members: Member[];
  invites: PendingInvite[];
  invitableRoles: readonly Role[];
}> {
  const { user, ctx, workspaces } = await requireRole("owner", "admin");
  const workspace = workspaces.find(({ id }) => id === ctx.orgId);
  if (!workspace || ctx.orgKind !== "organization") notFound();
  const [members, invites] = await Promise.all([listMembers(ctx), listPendingInvites(ctx)]);
  return { user, workspace, members, invites, invitableRoles: invitableRoles(ctx.role) };
}
