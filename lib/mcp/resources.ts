import { z } from "zod";
import { ok, type Result } from "#lib/platform/result.ts";
import { type AskProblem, askServer } from "./ask-server.ts";
import { MAX_URI_CHARS, OFFER_NAME_CHARS, READ_TIMEOUT_MS } from "./constants.ts";
import type { Link } from "./link.ts";
import { cut, type Offered, offerFields, walkOffers } from "./offers.ts";
import { readRequest } from "./read-request.ts";
import type { McpSession } from "./session.ts";
import { type McpToolResult, normaliseToolResult } from "./tool-result.ts";
import { templateVariables } from "./uri-template.ts";

const mimeType = cut(OFFER_NAME_CHARS).optional().catch(undefined);
const resourceSchema = z.object({
  ...offerFields,
  uri: z.string().min(1).max(MAX_URI_CHARS),
  mimeType,
  size: z.number().nonnegative().optional().catch(undefined),
});
const templateSchema = z
  .object({ ...offerFields, uriTemplate: z.string().min(1).max(MAX_URI_CHARS), mimeType })
  .transform((template, refused) => {
    const variables = templateVariables(template.uriTemplate);
    if (variables === null) refused.addIssue("not a template we can fill in");
    return { ...template, variables: variables ?? [] };
  });

/** Something a server lets people read. Everything in it is the server's own words. */
export type McpResource = z.output<typeof resourceSchema>;
/** Resources whose address has parts to fill in (RFC 6570). */
export type McpResourceTemplate = z.output<typeof templateSchema>;

/** The resources a server lists; none are asked for where it has not declared any. */
export function listResources(session: McpSession): Promise<Result<Offered<McpResource>, AskProblem>> {
  return askServer(session, async (link) =>
    hasResources(link) ? walkOffers(link, "resources/list", "resources", resourceSchema) : { items: [], isCut: false },
  );
}

/** The resource templates a server lists. A server with resources need not know the method: then it has none. */
export async function listResourceTemplates(
  session: McpSession,
): Promise<Result<Offered<McpResourceTemplate>, AskProblem>> {
  const listed = await askServer(session, async (link) =>
    hasResources(link)
      ? walkOffers(link, "resources/templates/list", "resourceTemplates", templateSchema)
      : { items: [], isCut: false },
  );
  const isUnknown = !listed.ok && (listed.error.reason === "refused" || listed.error.reason === "not_there");
  return isUnknown ? ok({ items: [], isCut: false }) : listed;
}

const readSchema = z.looseObject({ contents: z.array(z.unknown()) });

/** What stands at a resource's address now, as blocks of type `resource` and within the limits of a tool's result. */
export async function readResource(session: McpSession, uri: string): Promise<Result<McpToolResult, AskProblem>> {
  const read = await askServer(session, (link) =>
    readRequest(link, { method: "resources/read", params: { uri } }, readSchema, READ_TIMEOUT_MS),
  );
  if (!read.ok) return read;
  return ok(normaliseToolResult({ content: read.value.contents.map((resource) => ({ type: "resource", resource })) }));
}

function hasResources(link: Link): boolean {
  return link.client.getServerCapabilities()?.resources !== undefined;
}
