import type { OrgContext, OrgId } from "#lib/platform/ids.ts";

export type Role = OrgContext["role"];
export type OrgKind = OrgContext["orgKind"];

/** A workspace as the person in it sees it. */
export type Workspace = { id: OrgId; name: string; kind: OrgKind; role: Role };

/** A person in an organization, for the members page. */
export type Member = { userId: string; name: string; email: string; role: Role; joinedAt: Date };

/** An invite nobody has used yet. Its token is known only to whoever was given the link. */
export type PendingInvite = {
  id: string;
  role: Role;
  note: string;
  createdBy: string;
  createdAt: Date;
  expiresAt: Date;
};

/** What the link of an invite tells whoever opens it. */
export type InviteOffer = { orgId: string; orgName: string; role: Role; invitedBy: string; expiresAt: Date };
