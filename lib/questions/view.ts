import { inspectQuestion } from "#lib/inspection/inspect-question.ts";
import { readQuestion } from "#lib/mcp/elicitation.ts";
import type { ToolCallInput } from "#lib/platform/db/generated/client.ts";
import { storedRequestSchema } from "./schema.ts";
import type { QuestionView } from "./types.ts";

/** A stored question as its person sees it. @throws when the row is none that we stored */
export function questionView(row: ToolCallInput): QuestionView {
  const question = readQuestion(storedRequestSchema.parse(row.request).params);
  if (!question) throw new Error("A stored question cannot be read");
  const findings = row.state === "pending" ? inspectQuestion(question) : [];
  return { ...question, id: row.id, state: row.state, expiresAt: row.expiresAt.toISOString(), findings };
}
