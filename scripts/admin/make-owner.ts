import { record } from "#lib/audit/record.ts";
import { db } from "#lib/platform/db/client.ts";
import { newId } from "#lib/platform/ids.ts";
import { StartError } from "#server/start-error.ts";

/**
 * Makes a person an owner of an organization, so that one without a reachable owner can be saved.
 * @throws StartError when the person or exactly one such organization cannot be found
 */
export async function makeOwner(email = "", organization = ""): Promise<string> {
  return db().$transaction(async (tx) => {
    const user = await tx.user.findUnique({ where: { email: email.trim().toLowerCase() } });
    if (!user) throw new StartError(`Nobody has the e-mail address ${email}.`);
    const found = await tx.organization.findMany({
      where: { kind: "organization", OR: [{ id: organization }, { name: organization }] },
    });
    const [org] = found;
    if (!org) throw new StartError(`There is no organization named ${organization}.`);
    if (found.length > 1) {
      const ids = found.map(({ id }) => id).join(", ");
      throw new StartError(`Several organizations are named ${organization}; give one of their ids: ${ids}.`);
    }
    const where = { orgId_userId: { orgId: org.id, userId: user.id } };
    const before = await tx.membership.findUnique({ where });
    if (before?.role === "owner") return `${user.email} already is an owner of ${org.name}.`;
    const id = newId("membership");
    await tx.membership.upsert({
      where,
      create: { id, orgId: org.id, userId: user.id, role: "owner" },
      update: { role: "owner" },
    });
    await record(
      tx,
      { orgId: org.id, userId: null },
      {
        type: "member.madeOwner",
        subject: { type: "user", id: user.id },
        data: { by: "operator", from: before?.role ?? null },
      },
    );
    return `${user.email} is now an owner of ${org.name}.`;
  });
}
