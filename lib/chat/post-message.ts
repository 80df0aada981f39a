import { toolCallsLeft } from "#lib/models/mutations/usage.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { newToken, type OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { takeAttachments } from "./attachments.ts";
import { firstOfVersion } from "./beside.ts";
import { TITLE_MAX_CHARS, TITLE_WORDS } from "./constants.ts";
import { continueAnswer } from "./continue-answer.ts";
import type { ChatError } from "./errors.ts";
import { beginResearch } from "./mutations/research.ts";
import { type BegunRun, beginRun, createConversation, findBegun, inTransaction } from "./mutations.ts";
import { notePromptWords } from "./prompt-words.ts";
import { proposeStep, sortCalls, type WantedCall } from "./propose-calls.ts";
import { conversationTools } from "./toolset.ts";
import type { Attachment, CreateConversation, EventBody, PostMessage } from "./types.ts";

export { requestStop as stopConversation } from "./mutations.ts";

/**
 * Begins a conversation with its first message. The same key again answers with the conversation it began.
 */
export async function startConversation(
  ctx: OrgContext,
  message: CreateConversation,
): Promise<Result<{ conversationId: string; runId: string }, ChatError>> {
  const call = "tool" in message ? await manualCall(ctx, null, message.tool) : ok(null);
  if (!call.ok) return call;
  const begun = await inTransaction<BegunRun, ChatError>(async (tx) => {
    const conversationId = await createConversation(tx, ctx, titleOf(message), message);
    const result = await begin(tx, ctx, conversationId, message, firstEvent(message), call.value);
    // The key was used before: this conversation must not stay.
    return result.ok && !result.value.isNew ? err("run_in_progress") : result;
  });
  if (begun.ok) return begun;
  const before = await findBegun(ctx, message.idempotencyKey);
  return before ? ok(before) : begun;
}

/**
 * Says something in one of my conversations, says it differently, runs a tool by hand, or has an answer worked out again.
 * One run at a time; the same key twice is one run.
 */
export async function postMessage(
  ctx: OrgContext,
  conversationId: string,
  message: PostMessage,
): Promise<Result<{ conversationId: string; runId: string }, ChatError>> {
  const before = await findBegun(ctx, message.idempotencyKey);
  if (before) return before.conversationId === conversationId ? ok(before) : err("not_found");
  const call = "tool" in message ? await manualCall(ctx, conversationId, message.tool) : ok(null);
  if (!call.ok) return call;
  if ("continue" in message) return continueAnswer(ctx, conversationId, message.idempotencyKey);
  const isVersion = "retry" in message || "beside" in message;
  const first = isVersion ? await firstOfVersion(ctx, conversationId, message) : ok(firstEvent(message));
  if (!first.ok) return first;
  const begun = await inTransaction<BegunRun, ChatError>((tx) =>
    begin(tx, ctx, conversationId, message, first.value, call.value),
  );
  if (begun.ok || begun.error !== "attachment_gone") return begun;
  // The same message, sent twice at once, has taken them along.
  const meanwhile = await findBegun(ctx, message.idempotencyKey);
  return meanwhile?.conversationId === conversationId ? ok(meanwhile) : begun;
}

async function begin(
  tx: Tx,
  ctx: OrgContext,
  conversationId: string,
  message: Exclude<PostMessage, { continue: true }>,
  first: FirstEvent,
  call: WantedCall | null,
): Promise<Result<BegunRun, ChatError>> {
  const { idempotencyKey } = message;
  if (call && (await toolCallsLeft(tx, ctx)) === 0) return err("tool_call_limit");
  const attached = await takeAttachments(
    tx,
    ctx,
    conversationId,
    ("attachmentIds" in message && message.attachmentIds) || [],
  );
  if (!attached.ok) return attached;
  if ("text" in message) await notePromptWords(tx, ctx, conversationId, message.text);
  // A tool run by hand is a step that is finished already: nothing but its call is left to do.
  const beginning = {
    conversationId,
    idempotencyKey,
    first: withAttachments(first, attached.value),
    step: call ? 1 : 0,
  };
  const { payload } = beginning.first;
  if ("text" in payload && payload.research) return beginResearch(tx, ctx, beginning, payload.text);
  return beginRun(tx, ctx, beginning, async (runId) =>
    call ? proposeStep(tx, ctx, { runId, conversationId, step: 0, text: "" }, [call]) : [],
  );
}

type FirstEvent = Extract<EventBody, { type: "user_message" | "run_retried" }>;
type NewMessage = Exclude<PostMessage, { retry: true } | { beside: number } | { continue: true }>;

function firstEvent(message: NewMessage): FirstEvent {
  if ("text" in message)
    return { type: "user_message", payload: { text: message.text, ...(message.research && { research: true }) } };
  const { connectorId, toolName } = message.tool;
  return { type: "user_message", payload: { tool: { connectorId, toolName } } };
}

function withAttachments(first: FirstEvent, attachments: Attachment[]): FirstEvent {
  if (attachments.length === 0 || first.type !== "user_message" || !("text" in first.payload)) return first;
  return { ...first, payload: { ...first.payload, attachments } };
}

type ManualTool = Extract<PostMessage, { tool: unknown }>["tool"];

/** A call a person makes up by hand, of a tool of their own accounts. The door decides about it like about any other. */
async function manualCall(
  ctx: OrgContext,
  conversationId: string | null,
  { connectorId, toolName, arguments: given }: ManualTool,
): Promise<Result<WantedCall, "unknown_tool" | "invalid_arguments">> {
  const tools = await conversationTools(ctx, conversationId);
  const tool = tools.find((one) => one.connectorId === connectorId && one.toolName === toolName);
  if (!tool) return err("unknown_tool");
  const modelCallId = `call_${newToken().slice(0, 24)}`;
  const wanted = sortCalls([{ modelCallId, modelName: tool.modelName, input: given }], [tool], "person");
  return wanted[0] && typeof wanted[0].call === "object" ? ok(wanted[0]) : err("invalid_arguments");
}

/** The beginning of the first message, in whole words. */
function titleOf(message: CreateConversation): string {
  if ("tool" in message) return message.tool.toolName.slice(0, TITLE_MAX_CHARS);
  const words = message.text.trim().split(/\s+/);
  const title = words.slice(0, TITLE_WORDS).join(" ");
  const isCut = words.length > TITLE_WORDS || title.length > TITLE_MAX_CHARS;
  return isCut ? `${title.slice(0, TITLE_MAX_CHARS - 1)}…` : title;
}
