import { getPrompt, type PromptMessage } from "#lib/mcp/prompts.ts";
import { type OrgContext, sha256 } from "#lib/platform/ids.ts";
import type { Result } from "#lib/platform/result.ts";
import { recordRead } from "./mutations.ts";
import { type ContentProblem, withOwnSession } from "./own-session.ts";

/** Has the server of one of the caller's own connections fill in a prompt. The trail tells of it. */
export function readPrompt(
  ctx: OrgContext,
  connectionId: string,
  prompt: { name: string; arguments: Record<string, string> },
): Promise<Result<PromptMessage[], ContentProblem>> {
  return withOwnSession(
    ctx,
    connectionId,
    (session) => getPrompt(session, prompt),
    (connectorId) =>
      recordRead(ctx, {
        type: "connection.promptRead",
        subject: { type: "connection", id: connectionId },
        data: { connectorId, prompt: prompt.name, argumentsHash: sha256(JSON.stringify(prompt.arguments)) },
      }),
  );
}
