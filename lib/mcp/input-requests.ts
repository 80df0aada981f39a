import { ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/client";
import { z } from "zod";
import { MAX_QUESTION_KEY_CHARS, MAX_QUESTIONS_PER_ROUND, MAX_REQUEST_STATE_BYTES } from "./constants.ts";
import { type QuestionAnswer, readQuestion } from "./elicitation.ts";
import type { Link } from "./link.ts";
import { storableJson } from "./storable-json.ts";
import type { JsonObject } from "./types.ts";

/** JSON-RPC error of 2025-11-25: the call needs visits to addresses first; it was not carried out. */
export const URL_REQUIRED = -32042;

/**
 * Questions that have to be answered before a call goes on, by the server's own keys, in its own words.
 * @property from how it goes on: `result` with `inputResponses` (SEP-2322), `error` by being sent again, once, because
 *   it was not carried out (-32042), `task` by `tasks/update`
 */
export type InputRound = {
  questions: { key: string; params: JsonObject }[];
  /** Opaque; goes back byte for byte. */
  requestState: string | null;
  from: "result" | "error" | "task";
};

const requestSchema = z.object({ method: z.string(), params: z.record(z.string(), z.unknown()).default({}) });
const requiredSchema = z.object({
  elicitations: z.array(z.record(z.string(), z.unknown())).min(1).max(MAX_QUESTIONS_PER_ROUND),
});

/** Reads the questions of an `input_required` answer; one that cannot be put to a person makes all of it unanswerable. */
export function readInputRequests(
  requests: JsonObject,
  requestState: string | null,
  from: InputRound["from"],
): ({ kind: "input_required" } & InputRound) | { kind: "input_unsupported" } {
  const entries = Object.entries(requests);
  const isStatePlain = requestState === null || isStorable(requestState, MAX_REQUEST_STATE_BYTES);
  if (!isStatePlain || entries.length > MAX_QUESTIONS_PER_ROUND) return { kind: "input_unsupported" };
  const questions: InputRound["questions"] = [];
  for (const [key, raw] of entries) {
    const request = requestSchema.safeParse(raw);
    const isAskable = request.success && request.data.method === "elicitation/create";
    if (!isAskable || !isStorable(key, MAX_QUESTION_KEY_CHARS) || readQuestion(request.data.params) === null)
      return { kind: "input_unsupported" };
    questions.push({ key, params: storableJson(request.data.params) });
  }
  return { kind: "input_required", questions, requestState, from };
}

/** The addresses that a -32042 names; null when it names none that a person could visit. */
export function readRequiredUrls(data: unknown): ({ kind: "input_required" } & InputRound) | null {
  const parsed = requiredSchema.safeParse(data);
  if (!parsed.success) return null;
  const questions = parsed.data.elicitations.map((each, i) => ({
    key: String(i),
    params: storableJson<JsonObject>({ ...each, mode: "url" }),
  }));
  if (questions.some(({ params }) => readQuestion(params)?.kind !== "url")) return null;
  return { kind: "input_required", questions, requestState: null, from: "error" };
}

/** PostgreSQL keeps neither NUL nor half a character, and what goes back must be what came. */
function isStorable(text: string, bytes: number): boolean {
  return text.isWellFormed() && !text.includes("\0") && Buffer.byteLength(text) <= bytes;
}

type Ask = (question: JsonObject, signal: AbortSignal, finished: AbortSignal) => Promise<QuestionAnswer>;

/**
 * Answers an `elicitation/create` that came while the server waits: by the person, or by "cancel" where nobody can be
 * asked. `notifications/elicitation/complete` about it says that it needs no answer from them any more.
 * @throws ProtocolError (-32602) for a question that cannot be put to a person
 */
export async function answerQuestion(
  link: Link,
  ask: Ask | undefined,
  params: JsonObject,
  signal: AbortSignal,
): Promise<JsonObject> {
  const question = readQuestion(params);
  if (!question) throw new ProtocolError(ProtocolErrorCode.InvalidParams, "This question cannot be put to a person");
  if (!ask) return { action: "cancel" };
  const finished = new AbortController();
  const id = question.kind === "url" ? question.elicitationId : null;
  if (id !== null) link.visits.set(id, finished);
  try {
    return await ask(storableJson(params), signal, finished.signal);
  } finally {
    if (id !== null) link.visits.delete(id);
  }
}
