import { ROLES } from "./constants.ts";
import type { Role } from "./types.ts";

/** Which roles somebody may give to others or take from them. Only owners touch owners and admins. */
const GRANTABLE: Record<Role, readonly Role[]> = {
  owner: ROLES,
  admin: ["member", "auditor"],
  member: [],
  auditor: [],
};

/** The roles `actor` may invite people as. */
export function invitableRoles(actor: Role): readonly Role[] {
  return GRANTABLE[actor];
}

/** Whether `actor` may turn a `from` into a `to`. */
export function mayChangeRole(actor: Role, from: Role, to: Role): boolean {
  return GRANTABLE[actor].includes(from) && GRANTABLE[actor].includes(to);
}

/** Whether `actor` may remove somebody whose role is `target`. */
export function mayRemove(actor: Role, target: Role): boolean {
  return GRANTABLE[actor].includes(target);
}
