import { db } from "#lib/platform/db/client.ts";
import { newId } from "#lib/platform/ids.ts";
import type { Person } from "./people.ts";

/** Texts in one call's result. */
const TEXTS_PER_CALL = 50;

/**
 * A conversation of a person's, stored as if it had been: each text once as an answer of its own, and once in the
 * result of a call, as Markdown. Its id.
 */
export async function aStoredConversation(person: Person, texts: readonly string[]): Promise<string> {
  const { orgId } = await db().membership.findFirstOrThrow({ where: { userId: person.id } });
  const owner = { orgId, userId: person.id };
  const conversationId = newId("conversation");
  await db().conversation.create({ data: { id: conversationId, ...owner, title: "Stored", titledBy: "person" } });
  const bodies: { type: string; payload: object; runId: string }[] = [];
  const runs = texts.map((text) => {
    const runId = newId("run");
    const add = (type: string, payload: object) => bodies.push({ type, payload, runId });
    add("user_message", { text: "Show me" });
    add("step_finished", { step: 0, text, calls: [] });
    add("run_finished", { reason: "done" });
    return runId;
  });
  const run = { ...owner, conversationId, state: "succeeded" as const };
  await db().run.createMany({ data: runs.map((id) => ({ ...run, id, idempotencyKey: id })) });
  const runId = runs[0] ?? "";
  for (let at = 0; at < texts.length; at += TEXTS_PER_CALL) {
    const id = newId("toolCall");
    await db().toolCall.create({
      data: {
        id,
        ...owner,
        conversationId,
        runId,
        step: 1,
        index: at,
        modelCallId: id,
        origin: "model",
        connectorId: newId("connector"),
        toolName: "show",
        definitionHash: "",
        arguments: {},
        argumentsHash: "",
        shown: { connectorName: "Notes", accountName: null, title: null, description: "", annotations: {} },
        state: "succeeded",
        result: {
          isError: false,
          content: texts.slice(at, at + TEXTS_PER_CALL).map((text, i) => ({
            type: "resource",
            resource: { uri: `note://${at + i}`, mimeType: "text/markdown", text },
          })),
        },
      },
    });
    const asked = { modelCallId: id, modelName: "notes__show", toolCallId: id };
    bodies.push({ type: "step_finished", payload: { step: 1 + at, text: "", calls: [asked] }, runId: "run_calls" });
    bodies.push({ type: "tool_call", payload: { toolCallId: id, state: "succeeded" }, runId: "run_calls" });
  }
  await db().conversationEvent.createMany({
    data: bodies.map((body, i) => ({ orgId, conversationId, seq: i + 1, ...body })),
  });
  return conversationId;
}
