import { record } from "#lib/audit/record.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { append, inTransaction, lockMine } from "../mutations.ts";
import type { Attachment } from "../types.ts";

/** Logs, once, that a model is given what the checks withheld of an attachment in one of my conversations. */
export async function logGiven(
  ctx: OrgContext,
  conversationId: string,
  { id, findings = [] }: Pick<Attachment, "id" | "findings">,
): Promise<Result<void, "not_found">> {
  return inTransaction<void, "not_found">(async (tx) => {
    if (!(await lockMine(tx, ctx, conversationId))) return err("not_found");
    const { orgId } = ctx;
    const event = { type: "attachment_given" as const, payload: { attachmentId: id } };
    const payload = { equals: event.payload };
    const before = await tx.conversationEvent.count({ where: { orgId, conversationId, type: event.type, payload } });
    if (before > 0) return err("not_found");
    await append(tx, { orgId, conversationId, runId: null }, [event]);
    const codes = new Set(findings.map(({ code }) => code));
    await record(tx, ctx, {
      type: "attachment.givenAnyway",
      subject: { type: "conversation", id: conversationId },
      data: { attachmentId: id, findings: [...codes].join(" ") },
    });
    return ok(undefined);
  });
}
