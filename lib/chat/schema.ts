import { z } from "zod";
import { answerShape } from "#lib/approvals/schema.ts";
import { findingsSchema } from "#lib/inspection/schema.ts";
import { ARGUMENT_VALUE_CHARS, MAX_PROMPT_ARGUMENTS, MAX_URI_CHARS, OFFER_NAME_CHARS } from "#lib/mcp/constants.ts";
import type { McpToolResult } from "#lib/mcp/types.ts";
import { personAnswerSchema } from "#lib/questions/schema.ts";
import { researchNewsSchema } from "#lib/research/schema.ts";
import {
  ARGUMENTS_MAX_CHARS,
  ATTACHMENTS_MAX,
  MESSAGE_MAX_CHARS,
  SEARCH_MAX_CHARS,
  TITLE_MAX_CHARS,
  TOGGLES_MAX,
  TOOL_ACCESS,
} from "./constants.ts";
import { REFUSALS, RUN_FAILURES } from "./errors.ts";

/** Without what PostgreSQL cannot store, where a person's words are rather cleaned than refused (lib/auth/input.ts). */
const storable = (value: string) => value.toWellFormed().replaceAll("\0", "");

const id = z.string().min(1).max(64);
const toolName = z.string().min(1).max(256);
/** Made by the browser once per action of the person, e.g. `crypto.randomUUID()`: sending it twice does the thing once. */
const idempotencyKey = z.string().regex(/^[\w-]{16,64}$/);

/** One switch: a connector, or one of its tools. */
export const toggleSchema = z.strictObject({ connectorId: id, toolName: toolName.optional(), enabled: z.boolean() });

/** Which of a person's accounts at a connector is used. */
export const chosenAccountSchema = z.strictObject({ connectorId: id, connectionId: id });

const text = z
  .string()
  .max(MESSAGE_MAX_CHARS)
  .transform(storable)
  .refine((value) => value.trim() !== "");
const manualTool = z.strictObject({
  connectorId: id,
  toolName,
  arguments: z
    .record(z.string(), z.unknown())
    .refine((value) => JSON.stringify(value).length <= ARGUMENTS_MAX_CHARS, "too large"),
});

/** What was taken from connectors for this message, by id. */
const attachmentIds = z.array(id).max(ATTACHMENTS_MAX).optional();

/** A message in a conversation: the number of the event that began it. */
const messageId = z.number().int().positive().max(2_147_483_647);

/** `research`: the text is a question to investigate, not something to answer at once. */
const textMessage = z.strictObject({ text, attachmentIds, research: z.literal(true).optional(), idempotencyKey });
/** Something said before, said differently: stands beside it as another version, with the same attachments. */
const editedMessage = z.strictObject({ text, beside: messageId, idempotencyKey });
const toolMessage = z.strictObject({ tool: manualTool, idempotencyKey });
/**
 * Says nothing new. Works the last answer out again after it failed or was stopped; with `beside`, has an answer given
 * anew, as another version of that one.
 */
const retryMessage = z.strictObject({ retry: z.literal(true), beside: messageId.optional(), idempotencyKey });
/** Goes on with the last answer, which broke off. */
const continueMessage = z.strictObject({ continue: z.literal(true), idempotencyKey });

/** Body of POST /api/conversations/:id/messages. */
export const postMessageSchema = z.union([textMessage, editedMessage, toolMessage, retryMessage, continueMessage]);

const toggles = z.array(toggleSchema).max(TOGGLES_MAX).default([]);

/** How tools come before the model: loaded, found by searching, or whichever suits how many there are. */
export const toolAccessSchema = z.enum(TOOL_ACCESS);
const toolAccess = toolAccessSchema.optional();

const accounts = z.array(chosenAccountSchema).max(TOGGLES_MAX).default([]);

/** Body of POST /api/conversations: the first message, with the switches moved and the accounts chosen before it. */
export const createConversationSchema = z.union([
  textMessage.extend({ toggles, accounts, toolAccess, modelId: id.optional() }),
  toolMessage.extend({ toggles, accounts, toolAccess, modelId: id.optional() }),
]);

/** The same with the id from the path, as a route handler gets it. */
export const postMessageInput = z.union([
  textMessage.extend({ id }),
  editedMessage.extend({ id }),
  toolMessage.extend({ id }),
  retryMessage.extend({ id }),
  continueMessage.extend({ id }),
]);

/** Whom to ask, and for which conversation; none yet: null. `id` is the connector's, from the path. */
const asked = z.strictObject({ id, connectionId: id, conversationId: id.nullable() });
const uri = z.string().min(1).max(MAX_URI_CHARS);
const offerName = z.string().min(1).max(OFFER_NAME_CHARS);
const values = z
  .record(offerName, z.string().max(ARGUMENT_VALUE_CHARS).transform(storable))
  .refine((given) => Object.keys(given).length <= MAX_PROMPT_ARGUMENTS, "too_many");

/** POST /api/connectors/:id/offers. */
export const offersInput = asked;

/** POST /api/connectors/:id/resources: reads one to look at it. */
export const openResourceInput = asked.extend({ uri });

/** POST /api/connectors/:id/attachments: a resource, one by its template, or a prompt. */
export const attachInput = z.union([
  asked.extend({ uri, name: offerName }),
  asked.extend({ uriTemplate: uri, name: offerName, arguments: values }),
  asked.extend({ prompt: offerName, name: offerName, arguments: values }),
]);

/** POST /api/connectors/:id/suggestions: for one argument, given the others. */
export const suggestInput = asked.extend({
  subject: z.union([z.strictObject({ prompt: offerName }), z.strictObject({ uriTemplate: uri })]),
  argument: z.strictObject({ name: offerName, value: z.string().max(ARGUMENT_VALUE_CHARS) }),
  others: values,
});

/** POST /api/conversations/:id/stop: nothing but the path. */
export const conversationIdInput = z.strictObject({ id });

/** POST /api/conversations/:id/version: which of several versions of a message is shown. */
export const showVersionInput = z.strictObject({ id, messageId });

/** POST /api/conversations/:id/give-anyway: which of its attachments. */
export const giveAttachmentInput = z.strictObject({ id, attachmentId: id });

/** PUT /api/conversations/:id/toggles. */
export const toggleInput = toggleSchema.extend({ id });

/** POST /api/tool-calls/:id/decision, `id` from the path. */
export const decisionInput = z.strictObject({ id, ...answerShape });

/** POST /api/tool-calls/:id/input: the answer to a server's question, `id` of the call from the path. */
export const questionAnswerInput = z.strictObject({ id, questionId: id, answer: personAnswerSchema });

/** POST /api/tool-calls/:id/cancel: nothing but the path. */
export const toolCallIdInput = z.strictObject({ id });

/** How far a call has come, as it goes from its worker to the streams: `message` is the server's own words. */
export const progressSchema = z.object({
  conversationId: z.string(),
  toolCallId: z.string(),
  progress: z.number(),
  total: z.number().optional(),
  message: z.string().optional(),
});

export const renameConversationSchema = z.strictObject({
  conversationId: id,
  title: z.string().transform(storable).pipe(z.string().trim().min(1).max(TITLE_MAX_CHARS)),
});
export const chooseAccountSchema = chosenAccountSchema.extend({ conversationId: id.nullable() });
/** null: the default. */
export const chooseModelSchema = z.strictObject({ conversationId: id, modelId: id.nullable() });
/** One of the organization's models, to be tried. */
export const tryModelSchema = z.strictObject({ modelId: id });
export const conversationUsageSchema = z.strictObject({ conversationId: id });
export const deleteConversationSchema = z.strictObject({ conversationId: id });
export const setTogglesSchema = z.strictObject({
  conversationId: id,
  toggles: z.array(toggleSchema).min(1).max(TOGGLES_MAX),
});
export const setToolAccessSchema = z.strictObject({ conversationId: id, toolAccess: toolAccessSchema });

/** A conversation's switches as my new ones are to begin: of the connectors shown, those that are off. */
export const saveDefaultsSchema = z.strictObject({
  connectorIds: z.array(id).max(TOGGLES_MAX),
  off: z.array(toggleSchema.omit({ enabled: true })).max(TOGGLES_MAX),
  toolAccess: toolAccessSchema,
});
export const toolDetailsSchema = z.strictObject({ conversationId: id.nullable(), connectorId: id, toolName });
export const freshConnectorsSchema = z.strictObject({ conversationId: id.nullable() });
export const defaultTogglesSchema = z.strictObject({ toggles: z.array(toggleSchema).min(1).max(TOGGLES_MAX) });
export const defaultModelSchema = z.strictObject({ modelId: id.nullable() });
export const defaultToolAccessSchema = z.strictObject({ toolAccess: toolAccessSchema });

/** Query of the conversation list; `cursor` is what the previous page gave. */
export const listConversationsSchema = z.strictObject({
  search: z.string().trim().max(SEARCH_MAX_CHARS).transform(storable).default(""),
  cursor: z.string().max(200).optional(),
});

/** What a step gave to the model: how many tools, and whether it was told of each or had to search. */
const toolsGivenSchema = z.object({
  access: toolAccessSchema,
  mode: z.enum(["loaded", "search"]),
  tools: z.number().int(),
  connectors: z.number().int(),
});

/** A tool as a search tells of it. */
const foundToolSchema = z.object({
  name: z.string(),
  connector: z.string(),
  kind: z.string(),
  description: z.string(),
  input_schema: z.json(),
});

/** A call of one of our own two tools; neither reaches a server by itself. */
const ownCallSchema = z.discriminatedUnion("tool", [
  z.object({
    tool: z.literal("search_tools"),
    /** As the model gave it. */
    input: z.json(),
    query: z.string(),
    output: z.object({
      tools: z.array(foundToolSchema),
      /** What the servers of these tools say about how to use them. */
      notes: z.array(z.string()).optional(),
    }),
  }),
  /** It asked for the tool that this names, which became a call like any other, or was refused. */
  z.object({ tool: z.literal("call_tool"), name: z.string() }),
]);

/** A tool call as a finished step asked for it. */
const askedCall = z.object({
  modelCallId: z.string(),
  /** The name the model used for the tool. */
  modelName: z.string(),
  /** The call as proposed, or why it never was. */
  toolCallId: z.string().nullable(),
  refused: z.enum(REFUSALS).optional(),
  /** Names of tools that are there, where the one asked for is not. */
  nearest: z.array(z.string()).optional(),
  own: ownCallSchema.optional(),
  /** What the model's provider wants back with the call, opaque. */
  providerMetadata: z.json().optional(),
});

const stepBegun = z.object({ step: z.number().int(), tools: toolsGivenSchema.optional() });

/** What a person took from a connector for a message, with where it came from. The content is the server's own. */
export const attachmentSchema = z.object({
  id: z.string(),
  kind: z.enum(["resource", "prompt"]),
  name: z.string(),
  /** The resource's address; null for a prompt. */
  uri: z.string().nullable(),
  connector: z.object({ id: z.string(), name: z.string() }),
  account: z.object({ id: z.string(), name: z.string().nullable() }),
  /** Its size as JSON. */
  bytes: z.number().int(),
  content: z.custom<McpToolResult>((value) => Array.isArray((value as McpToolResult | undefined)?.content)),
  /** What the checks found in it when it was taken; older ones were not looked at then. */
  findings: findingsSchema.optional(),
  /** Its person has a model given what is withheld of it. */
  isGivenAnyway: z.literal(true).optional(),
});

/** What was taken out of a request: model/context-window.ts. */
const shortenedSchema = z.object({
  results: z.number().int(),
  attachments: z.number().int(),
  turns: z.number().int(),
  steps: z.number().int(),
});

/**
 * What the log of a conversation holds, by type. Stored as JSON for good: add, never change.
 * Everything else (what a browser shows, what a model reads) is a fold over these: docs/adr, transcript.ts.
 */
export const eventBodySchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("user_message"),
    payload: z.union([
      z.object({
        text: z.string(),
        attachments: z.array(attachmentSchema).optional(),
        research: z.literal(true).optional(),
        /** The message it stands beside, as another version of it. */
        beside: z.number().int().optional(),
      }),
      z.object({ tool: z.object({ connectorId: z.string(), toolName: z.string() }) }),
    ]),
  }),
  /** The person asked for the last answer again, or for another one beside an answer. */
  z.object({ type: z.literal("run_retried"), payload: z.object({ beside: z.number().int().optional() }) }),
  /** The person looks at this version of a message. */
  z.object({ type: z.literal("version_chosen"), payload: z.object({ messageId: z.number().int() }) }),
  /** The person has the model given what the checks withheld of an attachment. */
  z.object({ type: z.literal("attachment_given"), payload: z.object({ attachmentId: z.string() }) }),
  /** The person wants an answer that broke off to go on: `step` is open again, with what it had said. */
  z.object({ type: z.literal("run_continued"), payload: z.object({ step: z.number().int() }) }),
  z.object({ type: z.literal("run_started"), payload: z.object({}) }),
  z.object({ type: z.literal("step_started"), payload: stepBegun }),
  /** A worker died in the middle of the step: what it had said so far is void, the step begins anew. */
  z.object({ type: z.literal("step_restarted"), payload: stepBegun }),
  /** The model did not answer and is asked again: `attempt` of `of`. */
  z.object({
    type: z.literal("model_retried"),
    payload: z.object({ attempt: z.number().int(), of: z.number().int(), code: z.enum(RUN_FAILURES) }),
  }),
  /** Less of the conversation than there is was given to the model, to stay within its window; counts in all. */
  z.object({ type: z.literal("context_shortened"), payload: shortenedSchema }),
  z.object({ type: z.literal("text_delta"), payload: z.object({ text: z.string() }) }),
  /** The record of a step; its `text_delta`s were only its coming about and need not be read again. */
  z.object({
    type: z.literal("step_finished"),
    payload: z.object({ step: z.number().int(), text: z.string(), calls: z.array(askedCall) }),
  }),
  /** The call changed its state. What it was asked and what came back stand in tool_calls, read with the event. */
  z.object({ type: z.literal("tool_call"), payload: z.object({ toolCallId: z.string(), state: z.string() }) }),
  /** What became of an investigation; it stands in its run's message. */
  z.object({ type: z.literal("research"), payload: researchNewsSchema }),
  /** The conversation's model gave it this title. */
  z.object({ type: z.literal("titled"), payload: z.object({ title: z.string() }) }),
  z.object({ type: z.literal("run_waiting"), payload: z.object({}) }),
  z.object({ type: z.literal("run_finished"), payload: z.object({ reason: z.enum(["done", "max_steps", "length"]) }) }),
  z.object({ type: z.literal("run_stopped"), payload: z.object({}) }),
  z.object({ type: z.literal("run_failed"), payload: z.object({ code: z.enum(RUN_FAILURES) }) }),
]);
