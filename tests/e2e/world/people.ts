import { hashPassword } from "#lib/auth/password.ts";
import { db } from "#lib/platform/db/client.ts";
import { newId } from "#lib/platform/ids.ts";
import { createMember, createOrg, createUser, type Member } from "#tests/factories/people.ts";

export const PASSWORD = "correct horse battery";
let passwordHash: Promise<string> | undefined;

/** Somebody who can sign in. */
export type Person = { id: string; email: string; name: string };

/** A person with a password and, like everybody, a personal workspace. */
export async function aPerson(name: string): Promise<Person> {
  passwordHash ??= hashPassword(PASSWORD);
  const user = await createUser({ name, passwordHash: await passwordHash });
  const personal = await createOrg({ personalUserId: user.id, name: "Personal" });
  await db().membership.create({
    data: { id: newId("membership"), orgId: personal.id, userId: user.id, role: "owner" },
  });
  return { id: user.id, email: user.email, name };
}

/** An organization with an owner and as many members as names are given. */
export async function anOrganization(owner: string, ...members: string[]) {
  const org = await createOrg({ name: `Org of ${owner}` });
  const join = async (name: string, role: Member["role"]) => {
    const person = await aPerson(name);
    const user = await db().user.findUniqueOrThrow({ where: { id: person.id } });
    await createMember({ org, user, role });
    return person;
  };
  const first = await join(owner, "owner");
  const others: Person[] = [];
  for (const name of members) others.push(await join(name, "member"));
  return { org, owner: first, members: others };
}
