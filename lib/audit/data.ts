import { db } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { AUDIT_PAGE_SIZE } from "./constants.ts";

/** One line of the trail, as stored. */
export type AuditEntry = {
  id: string;
  actorId: string | null;
  type: string;
  subjectType: string;
  subjectId: string;
  data: unknown;
  at: Date;
};

/**
 * The workspace's trail, newest first, one page at a time.
 * @param before the id of the last entry of the page before, for the next page
 */
export async function listEvents(ctx: OrgContext, before: string | null = null): Promise<AuditEntry[]> {
  const rows = await db().auditEvent.findMany({
    where: { orgId: ctx.orgId, ...(before === null ? {} : { id: { lt: BigInt(before) } }) },
    orderBy: { id: "desc" },
    take: AUDIT_PAGE_SIZE,
    omit: { orgId: true },
  });
  return rows.map((row) => ({ ...row, id: row.id.toString() }));
}
