import { z } from "zod";
import { ok, type Result } from "#lib/platform/result.ts";
import { type AskProblem, askServer } from "./ask-server.ts";
import { COMPLETE_TIMEOUT_MS, MAX_COMPLETIONS, OFFER_NAME_CHARS } from "./constants.ts";
import type { McpSession } from "./session.ts";

/** Whose argument it is: a prompt by name, or a resource template by itself. */
export type CompletionSubject = { prompt: string } | { uriTemplate: string };

const completedSchema = z.looseObject({
  completion: z.looseObject({ values: z.array(z.unknown()) }),
});

/**
 * The server's suggestions for one argument, given what stands in the others (2025-06-18, Completion). None where it
 * has not declared to make any; a refusal is the same as none.
 */
export async function complete(
  session: McpSession,
  subject: CompletionSubject,
  argument: { name: string; value: string },
  others: Record<string, string>,
): Promise<Result<string[], AskProblem>> {
  const ref =
    "prompt" in subject
      ? { type: "ref/prompt" as const, name: subject.prompt }
      : { type: "ref/resource" as const, uri: subject.uriTemplate };
  const completed = await askServer(session, async (link) => {
    if (!link.client.getServerCapabilities()?.completions) return [];
    const params = { ref, argument, context: { arguments: others } };
    const answer = await link.client.request({ method: "completion/complete", params }, completedSchema, {
      timeout: COMPLETE_TIMEOUT_MS,
    });
    return answer.completion.values;
  });
  if (!completed.ok)
    return completed.error.reason === "refused" || completed.error.reason === "not_there" ? ok([]) : completed;
  const texts = completed.value.filter(
    (value) => typeof value === "string" && value.length <= OFFER_NAME_CHARS && value.isWellFormed(),
  ) as string[];
  return ok([...new Set(texts)].slice(0, MAX_COMPLETIONS));
}
