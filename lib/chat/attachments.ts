import { storableJson } from "#lib/mcp/storable-json.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { noteTaint } from "#lib/tool-calls/mutations/taint.ts";
import { ATTACHMENT_KEPT_HOURS, ATTACHMENTS_MAX_BYTES, ATTACHMENTS_PENDING_MAX } from "./constants.ts";
import { attachmentSchema } from "./schema.ts";
import type { Attachment } from "./types.ts";

/**
 * Keeps what I took from a connector of mine for my next message, with the words of a prompt that went into my composer;
 * what nobody sent for long, or too much, goes.
 */
export async function storeAttachment(
  tx: Tx,
  ctx: OrgContext,
  attachment: Attachment,
  said: string | null = null,
): Promise<void> {
  const { id, account } = attachment;
  const content = JSON.stringify(storableJson(attachment));
  await tx.$executeRaw`
    INSERT INTO attachments (id, org_id, user_id, connection_id, content, said)
    SELECT ${id}, c.org_id, c.user_id, c.id, ${content}::jsonb, ${said}
    FROM connections c WHERE c.id = ${account.id} AND c.org_id = ${ctx.orgId} AND c.user_id = ${ctx.userId}`;
  await tx.$executeRaw`
    DELETE FROM attachments WHERE created_at < now() - make_interval(hours => ${ATTACHMENT_KEPT_HOURS}::int) OR id IN (
      SELECT id FROM attachments WHERE org_id = ${ctx.orgId} AND user_id = ${ctx.userId}
      ORDER BY created_at DESC OFFSET ${ATTACHMENTS_PENDING_MAX})`;
}

/**
 * Moves what I attached out of waiting, into the message that is being stored: from then on it is in the conversation.
 * Somebody else's does not exist.
 */
export async function takeAttachments(
  tx: Tx,
  ctx: OrgContext,
  conversationId: string,
  ids: readonly string[],
): Promise<Result<Attachment[], "attachment_gone" | "attachments_too_large">> {
  if (ids.length === 0) return ok([]);
  const rows = await tx.$queryRaw<{ id: string; content: unknown }[]>`
    DELETE FROM attachments WHERE id = ANY(${[...ids]}) AND org_id = ${ctx.orgId} AND user_id = ${ctx.userId}
    RETURNING id, content`;
  const contents = new Map(rows.map(({ id, content }) => [id, content]));
  if (contents.size !== ids.length) return err("attachment_gone");
  const attachments = ids.map((id) => attachmentSchema.parse(contents.get(id)));
  const bytes = attachments.reduce((sum, one) => sum + one.bytes, 0);
  if (bytes > ATTACHMENTS_MAX_BYTES) return err("attachments_too_large");
  for (const { id, name, connector } of attachments)
    await noteTaint(tx, ctx, { conversationId, connectorId: connector.id, kind: "attachment", id, name });
  return ok(attachments);
}
