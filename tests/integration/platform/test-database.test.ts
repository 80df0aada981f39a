import { expect, test } from "vitest";
import { db } from "#lib/platform/db/client.ts";
import { contextFor, createMember, createPersonalMember } from "#tests/factories/people.ts";

test("a test file begins with an empty, migrated database", async () => {
  expect(await db().user.count()).toBe(0);
});

test("the factories make members of organizations and of personal workspaces", async () => {
  const owner = await createMember();
  const colleague = await createMember({ org: owner.org, role: "member" });
  const alone = await createPersonalMember();

  expect(contextFor(colleague)).toEqual({
    orgId: owner.org.id,
    userId: colleague.user.id,
    role: "member",
    orgKind: "organization",
  });
  expect(contextFor(alone).orgKind).toBe("personal");
  expect(await db().membership.count({ where: { orgId: owner.org.id } })).toBe(2);
});
