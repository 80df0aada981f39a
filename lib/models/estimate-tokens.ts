import { CHARS_PER_TOKEN } from "./constants.ts";

/** About how many tokens a request and its answer are, where nobody counted them. */
export function estimateTokens(
  request: { messages: readonly unknown[]; tools: readonly unknown[] },
  answerChars: number,
): { inputTokens: number; outputTokens: number } {
  const asked = JSON.stringify([request.messages, request.tools]).length;
  return { inputTokens: Math.ceil(asked / CHARS_PER_TOKEN), outputTokens: Math.ceil(answerChars / CHARS_PER_TOKEN) };
}
