import type { Tx } from "#lib/platform/db/client.ts";
import { type AuditEvent, auditEvent } from "./events.ts";

/** Who acted, where. Either may be null: an event of the instance, or one the system caused. */
export type AuditActor = { readonly orgId: string | null; readonly userId: string | null };

/**
 * Writes one event into the trail, inside the caller's transaction: what happened and its record are stored together
 * or not at all.
 * @param actor null for the system acting on the instance
 * @throws when the event does not fit its declared shape or cannot be written; the caller's transaction fails with it
 */
export async function record(tx: Tx, actor: AuditActor | null, event: AuditEvent): Promise<void> {
  const { type, subject, data } = auditEvent.parse(event);
  await tx.auditEvent.create({
    data: {
      orgId: actor?.orgId ?? null,
      actorId: actor?.userId ?? null,
      type,
      subjectType: subject.type,
      subjectId: subject.id,
      data,
    },
  });
}
