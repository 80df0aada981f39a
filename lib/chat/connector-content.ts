import { listOffers, type Offers, suggestValues } from "#lib/connections/offers.ts";
import { readPrompt } from "#lib/connections/prompts.ts";
import { readResource } from "#lib/connections/resources.ts";
import type { CompletionSubject } from "#lib/mcp/completion.ts";
import type { PromptMessage } from "#lib/mcp/prompts.ts";
import type { McpToolResult } from "#lib/mcp/types.ts";
import { expandTemplate } from "#lib/mcp/uri-template.ts";
import { newId, type OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { findingsIn } from "#lib/tool-calls/result-findings.ts";
import { storeAttachment } from "./attachments.ts";
import { ATTACHMENT_MAX_BYTES, MESSAGE_MAX_CHARS } from "./constants.ts";
import { findConversation } from "./data.ts";
import type { AttachReason } from "./errors.ts";
import { visibleText } from "./model/visible-text.ts";
import { inTransaction } from "./mutations.ts";
import { connectorWithAccount } from "./toolset.ts";
import type { Attachment, AttachmentChip, ConversationConnector } from "./types.ts";

export type AttachProblem = { reason: AttachReason; detail?: string };
/** Which of the caller's accounts at which connector is asked, and for which conversation; none yet: null. */
export type Asked = { id: string; connectionId: string; conversationId: string | null };

/** What a prompt gives: words for the composer, and what is not words as an attachment. */
export type TakenPrompt = { text: string; isChanged: boolean; attachment: AttachmentChip };

/** What a connector offers besides tools, for the composer's menu. */
export async function offersFor(ctx: OrgContext, asked: Asked): Promise<Result<Offers, AttachProblem>> {
  const usable = await usableConnector(ctx, asked);
  return usable.ok ? listOffers(ctx, asked.connectionId) : usable;
}

/** Suggestions for an argument that is being typed. */
export async function suggestionsFor(
  ctx: OrgContext,
  asked: Asked & {
    subject: CompletionSubject;
    argument: { name: string; value: string };
    others: Record<string, string>;
  },
): Promise<Result<string[], AttachProblem>> {
  const usable = await usableConnector(ctx, asked);
  return usable.ok ? suggestValues(ctx, asked.connectionId, asked) : usable;
}

/** Reads a resource to look at it, e.g. one that a tool's result links to. */
export async function openResource(
  ctx: OrgContext,
  asked: Asked & { uri: string },
): Promise<Result<McpToolResult, AttachProblem>> {
  const usable = await usableConnector(ctx, asked);
  return usable.ok ? readResource(ctx, asked.connectionId, asked.uri) : usable;
}

/** Takes a resource for the caller's next message. */
export async function attachResource(
  ctx: OrgContext,
  asked: Asked & { name: string } & ({ uri: string } | { uriTemplate: string; arguments: Record<string, string> }),
): Promise<Result<AttachmentChip, AttachProblem>> {
  const usable = await usableConnector(ctx, asked);
  if (!usable.ok) return usable;
  const uri = "uri" in asked ? asked.uri : expandTemplate(asked.uriTemplate, asked.arguments);
  const content = await readResource(ctx, asked.connectionId, uri);
  if (!content.ok) return content;
  return keep(ctx, asked, usable.value, { kind: "resource", name: asked.name, uri, content: content.value });
}

/**
 * Takes a prompt: what it has the user say becomes the composer's text, which they read before they send it, without
 * characters that cannot be seen; the rest is attached. Something always is: it says where the words come from. They
 * bring the connector's content into the conversation they are sent in, with or without it (prompt-words.ts).
 */
export async function takePrompt(
  ctx: OrgContext,
  asked: Asked & { prompt: string; name: string; arguments: Record<string, string> },
): Promise<Result<TakenPrompt, AttachProblem>> {
  const usable = await usableConnector(ctx, asked);
  if (!usable.ok) return usable;
  const messages = await readPrompt(ctx, asked.connectionId, { name: asked.prompt, arguments: asked.arguments });
  if (!messages.ok) return messages;
  const { said, rest } = partsOf(messages.value);
  const text = visibleText(said).slice(0, MESSAGE_MAX_CHARS).toWellFormed();
  if (text.trim() === "" && rest.length === 0) return err({ reason: "empty" });
  const isChanged = text !== said;
  const content = { content: rest.length > 0 ? rest : [SAID_BY_USER], isError: false };
  const kept = await keep(ctx, asked, usable.value, { kind: "prompt", name: asked.name, uri: null, content }, text);
  return kept.ok ? ok({ text, isChanged, attachment: kept.value }) : kept;
}

/** Stands in the attachment of a prompt that is nothing but words. */
const SAID_BY_USER: McpToolResult["content"][number] = {
  type: "text",
  text: "[The words of this prompt are in the user's message.]",
};

function partsOf(messages: readonly PromptMessage[]): { said: string; rest: McpToolResult["content"] } {
  const said: string[] = [];
  const rest: McpToolResult["content"] = [];
  for (const { role, content } of messages) {
    for (const block of content) {
      if (block.type !== "text") rest.push(block);
      else if (role === "user") said.push(block.text);
      // Words put into the assistant's mouth are an example of an answer, not something the user says.
      else rest.push({ type: "text", text: `Assistant: ${block.text}` });
    }
  }
  return { said: said.join("\n\n"), rest };
}

/** The connector as this conversation has it, when it may be asked there. */
async function usableConnector(
  ctx: OrgContext,
  { id, connectionId, conversationId }: Asked,
): Promise<Result<ConversationConnector, AttachProblem>> {
  if (conversationId !== null && !(await findConversation(ctx, conversationId))) return err({ reason: "not_found" });
  const connector = await connectorWithAccount(ctx, conversationId, { connectorId: id, connectionId });
  if (!connector) return err({ reason: "not_found" });
  if (connector.state === "blocked") return err({ reason: "blocked" });
  return connector.enabled ? ok(connector) : err({ reason: "switched_off" });
}

async function keep(
  ctx: OrgContext,
  { id, connectionId }: Asked,
  connector: ConversationConnector,
  taken: Pick<Attachment, "kind" | "name" | "uri" | "content">,
  said: string | null = null,
): Promise<Result<AttachmentChip, AttachProblem>> {
  const { content, ...about } = taken;
  if (content.content.length === 0) return err({ reason: "empty" });
  const bytes = Buffer.byteLength(JSON.stringify(content));
  if (bytes > ATTACHMENT_MAX_BYTES) return err({ reason: "too_large_to_attach" });
  const chip: AttachmentChip = {
    id: newId("attachment"),
    ...about,
    connector: { id, name: connector.name },
    account: { id: connectionId, name: connector.connection?.accountName ?? null },
    bytes,
  };
  const findings = await findingsIn(ctx, id, content);
  return inTransaction(async (tx) => {
    await storeAttachment(tx, ctx, { ...chip, content, findings }, said);
    return ok(chip);
  });
}
