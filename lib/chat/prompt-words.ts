import type { Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { noteTaint } from "#lib/tool-calls/mutations/taint.ts";
import { PROMPT_WORDS_CHARS } from "./constants.ts";
import { attachmentSchema } from "./schema.ts";

/**
 * Notes what comes into a conversation with my message because it says words of a prompt I took from a connector,
 * although the attachment that tells so was left out.
 */
export async function notePromptWords(tx: Tx, ctx: OrgContext, conversationId: string, text: string): Promise<void> {
  const taken = await tx.$queryRaw<{ said: string; content: unknown }[]>`
    SELECT said, content FROM attachments
    WHERE org_id = ${ctx.orgId} AND user_id = ${ctx.userId} AND said IS NOT NULL ORDER BY created_at`;
  if (taken.length === 0) return;
  const says = wordsOf(text);
  for (const { said, content } of taken) {
    if (!says(said)) continue;
    const { id, name, connector } = attachmentSchema.parse(content);
    await noteTaint(tx, ctx, { conversationId, connectorId: connector.id, kind: "attachment", id, name });
  }
}

/**
 * Tells of a text whether it says a considerable part of a prompt's words, or all of a short one's: whatever their case,
 * spacing and punctuation. What stands in both for a third longer than PROMPT_WORDS_CHARS is always found.
 */
export function wordsOf(text: string): (said: string) => boolean {
  const letters = lettersOf(text);
  const pieces = new Set<string>();
  for (let at = 0; at + PROMPT_WORDS_CHARS <= letters.length; at++)
    pieces.add(letters.slice(at, at + PROMPT_WORDS_CHARS));
  return (said) => {
    const asked = lettersOf(said);
    if (asked.length < PROMPT_WORDS_CHARS) return asked !== "" && letters.includes(asked);
    for (let at = 0; at + PROMPT_WORDS_CHARS <= asked.length; at += PROMPT_WORDS_CHARS / 3)
      if (pieces.has(asked.slice(at, at + PROMPT_WORDS_CHARS))) return true;
    return false;
  };
}

function lettersOf(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "");
}
