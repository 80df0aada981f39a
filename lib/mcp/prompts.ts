import { z } from "zod";
import { ok, type Result } from "#lib/platform/result.ts";
import { type AskProblem, askServer } from "./ask-server.ts";
import {
  MAX_CONTENT_BLOCKS,
  MAX_PROMPT_ARGUMENTS,
  OFFER_DESCRIPTION_CHARS,
  OFFER_NAME_CHARS,
  READ_TIMEOUT_MS,
} from "./constants.ts";
import { cut, type Offered, offerFields, walkOffers } from "./offers.ts";
import { readRequest } from "./read-request.ts";
import type { McpSession } from "./session.ts";
import { type McpContentBlock, normaliseToolResult } from "./tool-result.ts";

const argumentSchema = z.object({
  name: z.string().min(1).max(OFFER_NAME_CHARS),
  title: cut(OFFER_NAME_CHARS).optional().catch(undefined),
  description: cut(OFFER_DESCRIPTION_CHARS).optional().catch(undefined),
  required: z.boolean().default(false).catch(false),
});
const promptSchema = z.object({
  ...offerFields,
  name: offerFields.name.min(1),
  arguments: z.array(argumentSchema).max(MAX_PROMPT_ARGUMENTS).default([]),
});

/** A message a server has ready for people to send. Everything in it is the server's own words. */
export type McpPrompt = z.output<typeof promptSchema>;
/** One message of a prompt that was got; a server may put words into the assistant's mouth. */
export type PromptMessage = { role: "user" | "assistant"; content: McpContentBlock[] };

/** The prompts a server offers; none are asked for where it has not declared any. */
export async function listPrompts(session: McpSession): Promise<Result<Offered<McpPrompt>, AskProblem>> {
  return askServer(session, async (link) =>
    link.client.getServerCapabilities()?.prompts
      ? walkOffers(link, "prompts/list", "prompts", promptSchema)
      : { items: [], isCut: false },
  );
}

const gotSchema = z.looseObject({ messages: z.array(z.unknown()) });
const messageSchema = z.looseObject({ role: z.enum(["user", "assistant"]), content: z.unknown() });

/** A prompt filled in. Messages that cannot be read are left out. */
export async function getPrompt(
  session: McpSession,
  { name, arguments: given }: { name: string; arguments: Record<string, string> },
): Promise<Result<PromptMessage[], AskProblem>> {
  const got = await askServer(session, (link) =>
    readRequest(link, { method: "prompts/get", params: { name, arguments: given } }, gotSchema, READ_TIMEOUT_MS),
  );
  if (!got.ok) return got;
  const messages = got.value.messages.slice(0, MAX_CONTENT_BLOCKS).flatMap((raw) => {
    const message = messageSchema.safeParse(raw);
    return message.success ? [{ role: message.data.role, raw: blocksOf(message.data.content) }] : [];
  });
  // Normalised together, so that our limits hold for the whole of it.
  const { content } = normaliseToolResult({ content: messages.flatMap(({ raw }) => raw) });
  let next = 0;
  return ok(
    messages.map(({ role, raw }) => {
      const blocks = content.slice(next, next + raw.length);
      next += raw.length;
      return { role, content: blocks };
    }),
  );
}

/** One block, as the specification has it, or what servers send instead: a list of them, a bare text. */
function blocksOf(content: unknown): unknown[] {
  if (typeof content === "string") return [{ type: "text", text: content }];
  return Array.isArray(content) ? content : [content];
}
