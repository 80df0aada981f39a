/** Why people cannot be changed as asked. "not_found" covers everything outside the person's reach. */
export type MemberProblem = "not_found" | "role_not_allowed" | "last_owner";

/** Why somebody cannot start another organization. */
export type CreateOrganizationProblem = "too_many_organizations";

/** Why an invite cannot be made. */
export type CreateInviteProblem = "not_found" | "role_not_allowed" | "too_many_invites";

/** Why the link of an invite does not work. */
export type InviteProblem = "not_found" | "invite_expired" | "invite_revoked" | "invite_used";
