import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { findConversation, readAllEvents } from "./data.ts";
import { type ExportWords, exportMarkdown, type StateWords } from "./export-markdown.ts";
import { EMPTY_TRANSCRIPT, fold } from "./transcript.ts";

/** One of my conversations as a Markdown file, as it is shown now. */
export async function exportConversation(
  ctx: OrgContext,
  conversationId: string,
  words: ExportWords,
  states: StateWords,
): Promise<Result<{ name: string; markdown: string }, "not_found">> {
  const conversation = await findConversation(ctx, conversationId);
  if (!conversation) return err("not_found");
  const { messages } = fold(EMPTY_TRANSCRIPT, await readAllEvents(ctx, conversationId));
  const { title } = conversation;
  return ok({ name: fileName(title), markdown: exportMarkdown(title, messages, words, states) });
}

/** A title as a file's name: letters and digits of any language, nothing that misleads about place or kind. */
function fileName(title: string): string {
  const plain = title.replaceAll(/[^\p{L}\p{N}]+/gu, " ").trim();
  return `${plain.slice(0, 80).toWellFormed().trim() || "conversation"}.md`;
}
