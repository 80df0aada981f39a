import type { z } from "zod";
import type { TakenPrompt } from "#lib/chat/connector-content.ts";
import type { decisionInput } from "#lib/chat/schema.ts";
import type { CreateConversation, PostMessage } from "#lib/chat/types.ts";
import type { Offers } from "#lib/connections/offers.ts";
import type { AccountStanding } from "#lib/connections/types.ts";
import type { McpToolResult } from "#lib/mcp/types.ts";
import type { FieldProblem, PersonAnswer } from "#lib/questions/types.ts";
import type { PlanEdit } from "#lib/research/types.ts";

/** What a route of ours answers; `code` is one of the chat's errors, or "unreachable" when nothing came back. */
export type Answer<T> = { ok: true; value: T } | { ok: false; code: string };

/** POSTs JSON to one of our own routes. A connector's server can be "unreachable" too, which is something else. */
async function post<T>(path: string, body: object, nothingCame = "unreachable"): Promise<Answer<T>> {
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    return await answer.json();
  } catch {
    return { ok: false, code: nothingCame };
  }
}

/** Begins a conversation with its first message. */
export function createConversation(body: CreateConversation): Promise<Answer<{ conversationId: string }>> {
  return post("/api/conversations", body);
}

/** Says something, or says it differently; runs a tool by hand; asks for an answer again. */
export function postMessage(conversationId: string, body: PostMessage): Promise<Answer<unknown>> {
  return post(`/api/conversations/${conversationId}/messages`, body);
}

/** Shows another version of a message, here and in every other tab. */
export function showVersion(conversationId: string, messageId: number): Promise<Answer<unknown>> {
  return post(`/api/conversations/${conversationId}/version`, { messageId });
}

/** Where the events of a conversation are read, from the one after `after` on. */
export function eventsPath(conversationId: string, after: number): string {
  return `/api/conversations/${conversationId}/events?after=${after}`;
}

/** Why the events of a conversation are refused; null: they are not, or nothing says why. */
export async function whyNoEvents(conversationId: string): Promise<"signed_out" | "not_found" | null> {
  const look = new AbortController();
  try {
    const answer = await fetch(eventsPath(conversationId, 0), { signal: look.signal });
    if (answer.ok) return null;
    const { code } = await answer.json();
    return code === "signed_out" || code === "not_found" ? code : null;
  } catch {
    return null;
  } finally {
    look.abort();
  }
}

/** Ends the answer being worked out. */
export function stopRun(conversationId: string): Promise<Answer<unknown>> {
  return post(`/api/conversations/${conversationId}/stop`, {});
}

/** Answers the question whether a call may go ahead. */
export function decide(
  toolCallId: string,
  answer: Omit<z.input<typeof decisionInput>, "id">,
): Promise<Answer<unknown>> {
  return post(`/api/tool-calls/${toolCallId}/decision`, answer);
}

/** A refusal of a connector's content: the reason, and the server's own words where it gave some. */
export type Refused = { ok: false; code: string; detail?: string };
type Content<T> = { ok: true; value: T } | Refused;
/** Which account is asked, and for which conversation; none yet: null. */
type Asked = { connectionId: string; conversationId: string | null };

function ask<T>(connectorId: string, what: string, body: Asked & Record<string, unknown>): Promise<Content<T>> {
  return post<T>(`/api/connectors/${connectorId}/${what}`, body, "unreachable_us");
}

/** What a connector offers besides tools. */
export function listOffers(connectorId: string, { connectionId, conversationId }: Asked): Promise<Content<Offers>> {
  return ask(connectorId, "offers", { connectionId, conversationId });
}

/** Reads a resource to look at it. */
export function openResource(
  connectorId: string,
  { connectionId, conversationId, uri }: Asked & { uri: string },
): Promise<Content<McpToolResult>> {
  return ask(connectorId, "resources", { connectionId, conversationId, uri });
}

/** What is taken for the next message. */
export type Wanted =
  | { uri: string; name: string }
  | { uriTemplate: string; name: string; arguments: Record<string, string> }
  | { prompt: string; name: string; arguments: Record<string, string> };

/** Takes a resource or a prompt for the next message. */
export function attach(connectorId: string, asked: Asked & Wanted): Promise<Content<TakenPrompt>> {
  return ask(connectorId, "attachments", asked);
}

/** The server's suggestions for an argument; none when it gives none, for whatever reason. */
export async function suggestValues(
  connectorId: string,
  asked: Asked & {
    subject: { prompt: string } | { uriTemplate: string };
    argument: { name: string; value: string };
    others: Record<string, string>;
  },
): Promise<string[]> {
  const answer = await ask<string[]>(connectorId, "suggestions", asked);
  return answer.ok ? answer.value : [];
}

/** Answers what a server asks during a call; `problems` by field where it does not fit. */
export function answerQuestion(
  toolCallId: string,
  questionId: string,
  answer: PersonAnswer,
): Promise<Answer<{ problems: Record<string, FieldProblem> }>> {
  return post(`/api/tool-calls/${toolCallId}/input`, { questionId, answer });
}

/** How each of my accounts stands now; null when it could not be had. */
export async function listStandings(): Promise<AccountStanding[] | null> {
  try {
    const answer: Answer<AccountStanding[]> = await (await fetch("/api/connectors/standings")).json();
    return answer.ok ? answer.value : null;
  } catch {
    return null;
  }
}

/** Goes on without the connection that a call waits for. */
export function skipConnection(toolCallId: string): Promise<Answer<unknown>> {
  return post(`/api/tool-calls/${toolCallId}/skip`, {});
}

/** Has the assistant given what was withheld of a call's result. */
export function giveAnyway(toolCallId: string): Promise<Answer<unknown>> {
  return post(`/api/tool-calls/${toolCallId}/give-anyway`, {});
}

/** Has the assistant given what was withheld of something attached. */
export function giveAttachmentAnyway(conversationId: string, attachmentId: string): Promise<Answer<unknown>> {
  return post(`/api/conversations/${conversationId}/give-anyway`, { attachmentId });
}

/** Ends one call; the rest of the answer goes on. */
export function cancelCall(toolCallId: string): Promise<Answer<unknown>> {
  return post(`/api/tool-calls/${toolCallId}/cancel`, {});
}

type ResearchAnswer =
  | { decision: "start"; planHash: string; plan: PlanEdit }
  | { decision: "decline"; planHash: string };

/** Answers the question whether a plan may be worked through. */
export function decideResearch(researchId: string, answer: ResearchAnswer): Promise<Answer<unknown>> {
  return post(`/api/research/${researchId}/decision`, answer);
}

/** Has a report written from what was found before an investigation was stopped or failed. */
export function askForReport(researchId: string): Promise<Answer<unknown>> {
  return post(`/api/research/${researchId}/report`, {});
}
