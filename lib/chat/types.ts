import type { z } from "zod";
import type { ConnectorState } from "#lib/connections/types.ts";
import type { Finding } from "#lib/inspection/types.ts";
import type { ModelOptions } from "#lib/models/types.ts";
import type { ActionKind, PolicyMode } from "#lib/policy/types.ts";
import type { ResearchView } from "#lib/research/types.ts";
import type { ToolCallView } from "#lib/tool-calls/types.ts";
import type { Refusal, RunFailure } from "./errors.ts";
import type {
  attachmentSchema,
  chosenAccountSchema,
  createConversationSchema,
  eventBodySchema,
  postMessageSchema,
  progressSchema,
  saveDefaultsSchema,
  toggleSchema,
  toolAccessSchema,
} from "./schema.ts";

export type Toggle = z.infer<typeof toggleSchema>;
/** With its content, as the log has it. */
export type Attachment = z.infer<typeof attachmentSchema>;
/** As the composer shows it before it is sent. */
export type AttachmentChip = Omit<Attachment, "content" | "findings" | "isGivenAnyway">;
export type ChosenAccount = z.infer<typeof chosenAccountSchema>;
export type PostMessage = z.infer<typeof postMessageSchema>;
export type CreateConversation = z.infer<typeof createConversationSchema>;
export type EventBody = z.infer<typeof eventBodySchema>;
export type SavedDefaults = z.infer<typeof saveDefaultsSchema>;
export type ToolAccess = z.infer<typeof toolAccessSchema>;
export type ToolsGiven = NonNullable<Extract<EventBody, { type: "step_started" }>["payload"]["tools"]>;
export type OwnCall = NonNullable<Extract<EventBody, { type: "step_finished" }>["payload"]["calls"][number]["own"]>;
export type ProgressNews = z.infer<typeof progressSchema>;

/**
 * One row of the log as it is read: by the browser from the event stream (`id:` is seq, `data:` this as JSON), by a
 * page, by the model message builder. `call` comes with `tool_call` events only and is the call as it stands at the
 * time of reading; where several events of one call are read together, only the last has it.
 */
export type ConversationEvent = EventBody & {
  seq: number;
  runId: string | null;
  at: string;
  call?: ToolCallView;
};

/** A piece of a message, in the order it came. `step` is the model step it belongs to. */
export type Block =
  | { type: "text"; step: number; text: string }
  | (AskedCall & { type: "tool_call"; step: number; toolCallId: string; call: ToolCallView | null })
  /** The model asked for something that could not become a call, e.g. a tool that does not exist; it was told so. */
  | (AskedCall & { type: "refused_call"; step: number; reason: Refusal; nearest?: string[] })
  /** The model searched its tools; no server was asked. */
  | (AskedCall & { type: "search"; step: number; own: ToolSearch })
  /** An investigation; its calls are blocks of the same message. It belongs to no step: -1. */
  | { type: "research"; step: -1; research: ResearchView };

export type ToolSearch = Extract<OwnCall, { tool: "search_tools" }>;

/** How the model asked: its own id and name for the call, and what its provider wants back with it. */
type AskedCall = { modelCallId: string; modelName: string; providerMetadata?: unknown; own?: OwnCall };

type EveryMessage = {
  /** Seq of the event that began it: stable, usable as a key. */
  id: number;
  at: string;
  /** All that stand in its place, the oldest first, itself among them; left out while it is the only one. */
  versions?: number[];
};

export type UserMessage = EveryMessage & {
  role: "user";
  content:
    | { type: "text"; text: string; attachments?: Attachment[]; research?: true }
    | { type: "tool"; connectorId: string; toolName: string };
};

export type AssistantMessage = EveryMessage & {
  role: "assistant";
  runId: string;
  blocks: Block[];
  /** The step being said right now, or in which the run ended early; null between steps. */
  openStep: number | null;
  /** What the open step had said when it broke off: the answer goes on from there. */
  begun?: string;
  /** The model did not answer and is being asked again. */
  retry?: { attempt: number; of: number };
  /** What its latest step gave to the model; null before any, and in logs of before this was recorded. */
  toolsGiven: ToolsGiven | null;
  /** How much less than the conversation the model was given, from here on. */
  shortened?: { results: number; attachments: number; turns: number; steps: number };
  /** How the run that says it ended, when it ended otherwise than done. */
  ending: { type: "stopped" | "max_steps" | "length" } | { type: "failed"; code: RunFailure } | null;
};

export type Message = UserMessage | AssistantMessage;

/** idle: nobody is working; waiting: a call waits for a person. */
export type RunState = "idle" | "queued" | "running" | "waiting";

/** The log folded. Also the state the fold continues from: no other is needed. */
export type Transcript = {
  /** The path shown, and what a model reads: of each message that has versions, one. */
  messages: Message[];
  /** The ways not taken, each from a version that is not shown to the end it had come to. */
  aside: Message[][];
  run: { id: string; state: RunState } | null;
  /** The title that the conversation's model gave it; a person may have given it another since. */
  title?: string;
  /** Sequence number of the last event folded; `?after=` of the event stream. */
  lastSeq: number;
};

export type ConversationSummary = { id: string; title: string; updatedAt: string };
export type ConversationPage = { conversations: ConversationSummary[]; nextCursor: string | null };

export type ConversationTool = {
  name: string;
  /** The server's title, or the name. */
  title: string;
  /** The beginning of what its server says it does; the rest and its input are asked for where they are needed. */
  description: string;
  /** What the checks find suspicious in it. */
  findings: Finding[];
  /** What it does, by its owners' word; null: they did not say. */
  kind: ActionKind | null;
  /** The same by its server's hints; never authority. */
  hintedKind: ActionKind | null;
  /** What organization and person decided about it. */
  policy: PolicyMode;
  /** This conversation's switch. */
  enabled: boolean;
};

/** What is needed to run a tool by hand. */
export type ToolDetails = { description: string; inputSchema: Record<string, unknown> };

export type ConversationConnector = {
  connectorId: string;
  name: string;
  /** Its picture on our own origin; null: none. */
  iconUrl: string | null;
  /** How it stands for this person, e.g. "reconnect". */
  state: ConnectorState;
  /** null: this person has no account at it. */
  connection: { id: string; accountName: string | null } | null;
  /** All of this person's accounts at it, the first connected first. */
  accounts: { id: string; accountName: string | null; state: ConnectorState }[];
  /** This conversation's switch; connected connectors start on. */
  enabled: boolean;
  tools: ConversationTool[];
  /** Tools given to the model as things stand: connected, switched on, not blocked. */
  effectiveToolCount: number;
};

export type ConversationView = {
  id: string;
  title: string;
  transcript: Transcript;
  toolAccess: ToolAccess;
  connectors: ConversationConnector[];
  models: ModelOptions;
};

/** What `/new` shows before there is a conversation. */
export type NewConversationView = Pick<ConversationView, "connectors" | "toolAccess" | "models">;
