import { db } from "#lib/platform/db/client.ts";
import { newId, type OrgContext, type OrgId } from "#lib/platform/ids.ts";

/** The row a factory made, with what a test wants to set. */
type Given<Row> = Partial<Row>;
type UserRow = { id: string; email: string; name: string; passwordHash: string };
type OrgRow = { id: string; kind: "personal" | "organization"; name: string; personalUserId: string | null };
type Role = OrgContext["role"];

/** A member of an organization with everything a test needs to act as them. */
export type Member = { user: UserRow; org: OrgRow; role: Role };

/** A person without any workspace. The password hash matches no password. */
export async function createUser(given: Given<UserRow> = {}): Promise<UserRow> {
  const id = given.id ?? newId("user");
  const data = { id, email: `${id.toLowerCase()}@example.com`, name: `Person ${id.slice(4, 10)}`, passwordHash: "!" };
  return db().user.create({ data: { ...data, ...given } });
}

/** An organization without members; or somebody's personal workspace, given `personalUserId`. */
export async function createOrg(given: Given<OrgRow> = {}): Promise<OrgRow> {
  const id = given.id ?? newId("org");
  const kind = given.personalUserId ? "personal" : "organization";
  return db().organization.create({ data: { id, kind, name: `Organization ${id.slice(4, 10)}`, ...given } });
}

/** A new person in a new or given organization, an owner unless told otherwise. */
export async function createMember(given: { org?: OrgRow; user?: UserRow; role?: Role } = {}): Promise<Member> {
  const user = given.user ?? (await createUser());
  const org = given.org ?? (await createOrg());
  const role = given.role ?? "owner";
  await db().membership.create({ data: { id: newId("membership"), orgId: org.id, userId: user.id, role } });
  return { user, org, role };
}

/** A new person in their own personal workspace. */
export async function createPersonalMember(): Promise<Member> {
  const user = await createUser();
  return createMember({ user, org: await createOrg({ personalUserId: user.id }) });
}

/** What the data layer is handed when this member acts. */
export function contextFor(member: Member): OrgContext {
  return { orgId: member.org.id as OrgId, userId: member.user.id, role: member.role, orgKind: member.org.kind };
}
