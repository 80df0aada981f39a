import type { z } from "zod";
import type { DECISIONS, evidenceSchema } from "./schema.ts";

export type Decision = (typeof DECISIONS)[number];

/** A person's answer. `edited`: the arguments as they changed them, canonical, with their hash. */
export type Answer = {
  decision: Decision;
  approvalId?: string | undefined;
  shownHash?: string | undefined;
  edited?: { arguments: { [key: string]: unknown }; hash: string } | undefined;
  reason?: string | undefined;
};

/** A decision taken: the run it belongs to can go on. */
export type Decided = { toolCallId: string; runId: string; conversationId: string };

/** What a person is shown beside a call that waits for them. */
export type Evidence = z.infer<typeof evidenceSchema>;

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

/** The same with names, for the page where it can be taken back. */
export type GrantView = Omit<Grant, "definitionHash"> & {
  connectorName: string;
  accountName: string | null;
  /** The tool's title, where its server gives one. */
  title: string | null;
  /** Its server has changed the tool since, or offers it no more: the grant allows nothing now. */
  isOutdated: boolean;
};
