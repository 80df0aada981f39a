import type { z } from "zod";
import type { Finding } from "#lib/inspection/types.ts";
import type { FieldProblem, Question } from "#lib/mcp/elicitation.ts";
import type { ToolCall } from "#lib/platform/db/generated/client.ts";
import type { personAnswerSchema, QUESTION_WAYS, storedRequestSchema } from "./schema.ts";

export type { FieldProblem, QuestionField } from "#lib/mcp/elicitation.ts";

export type QuestionState = "pending" | "accepted" | "declined" | "cancelled" | "expired";
export type QuestionWay = (typeof QUESTION_WAYS)[number];
export type StoredRequest = z.infer<typeof storedRequestSchema>;
export type PersonAnswer = z.input<typeof personAnswerSchema>;

/** A server's question as its person sees it; what they answered is not repeated. */
export type QuestionView = Question & {
  id: string;
  state: QuestionState;
  expiresAt: string;
  /** What the checks find in it while it waits. */
  findings: Finding[];
};

export type CallState = ToolCall["state"];

/** An answer taken, and the call it belongs to; or what is wrong with it, field by field. */
export type Answered =
  | { isTaken: true; toolCallId: string; runId: string; conversationId: string; callState: CallState }
  | { isTaken: false; problems: { [field: string]: FieldProblem } };
