import type { CreateConversation, PostMessage } from "#lib/chat/types.ts";

/** What a route of ours answers; `code` is one of the chat's errors, or "unreachable" when nothing came back. */
export type Answer<T> = { ok: true; value: T } | { ok: false; code: string };

/** POSTs JSON to one of our own routes. */
async function post<T>(path: string, body: object): Promise<Answer<T>> {
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    return await answer.json();
  } catch {
    return { ok: false, code: "unreachable" };
  }
}

/** Begins a conversation with its first message. */
export function createConversation(body: CreateConversation): Promise<Answer<{ conversationId: string }>> {
  return post("/api/conversations", body);
}

/** Says something, runs a tool by hand, or asks for the last answer again. */
export function postMessage(conversationId: string, body: PostMessage): Promise<Answer<unknown>> {
  return post(`/api/conversations/${conversationId}/messages`, body);
}

/** Ends the answer being worked out. */
export function stopRun(conversationId: string): Promise<Answer<unknown>> {
  return post(`/api/conversations/${conversationId}/stop`, {});
}

/** Answers the question whether a call may go ahead. */
export function decide(toolCallId: string, decision: "allow_once" | "allow_always" | "deny"): Promise<Answer<unknown>> {
  return post(`/api/tool-calls/${toolCallId}/decision`, { decision });
}
