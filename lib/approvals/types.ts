import type { DECISIONS } from "./schema.ts";

export type Decision = (typeof DECISIONS)[number];

/** A decision taken: the run it belongs to can go on. */
export type Decided = { toolCallId: string; runId: string; conversationId: string };

/** What a person allowed for good. It counts only while the tool's definition is the one they saw. */
export type Grant = {
  id: string;
  connectorId: string;
  connectionId: string;
  toolName: string;
  definitionHash: string;
  createdAt: Date;
  lastUsedAt: Date | null;
};
