import { type CompletionSubject, complete } from "#lib/mcp/completion.ts";
import type { Offered } from "#lib/mcp/offers.ts";
import { listPrompts, type McpPrompt } from "#lib/mcp/prompts.ts";
import {
  listResources,
  listResourceTemplates,
  type McpResource,
  type McpResourceTemplate,
} from "#lib/mcp/resources.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { ok, type Result } from "#lib/platform/result.ts";
import { type ContentProblem, withOwnSession } from "./own-session.ts";

/** What a server offers besides tools, as one account sees it. */
export type Offers = {
  prompts: Offered<McpPrompt>;
  resources: Offered<McpResource>;
  templates: Offered<McpResourceTemplate>;
};

/** Reads what one of the caller's own connections offers now. Nothing of it is kept. */
export function listOffers(ctx: OrgContext, connectionId: string): Promise<Result<Offers, ContentProblem>> {
  return withOwnSession(ctx, connectionId, async (session) => {
    const [prompts, resources, templates] = await Promise.all([
      listPrompts(session),
      listResources(session),
      listResourceTemplates(session),
    ]);
    if (!prompts.ok) return prompts;
    if (!resources.ok) return resources;
    if (!templates.ok) return templates;
    return ok({ prompts: prompts.value, resources: resources.value, templates: templates.value });
  });
}

/** The server's suggestions for an argument that the caller is typing. */
export function suggestValues(
  ctx: OrgContext,
  connectionId: string,
  asked: { subject: CompletionSubject; argument: { name: string; value: string }; others: Record<string, string> },
): Promise<Result<string[], ContentProblem>> {
  const { subject, argument, others } = asked;
  return withOwnSession(ctx, connectionId, (session) => complete(session, subject, argument, others));
}
