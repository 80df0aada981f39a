import { jsonSchema, type ModelMessage, streamText, type ToolSet, tool } from "ai";
import { estimateTokens } from "#lib/models/estimate-tokens.ts";
import type { TokenCount } from "#lib/models/types.ts";
import { log } from "#lib/platform/log.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { MODEL_DESCRIPTION_MAX_CHARS, MODEL_IDLE_MS, MODEL_STEP_MS } from "../constants.ts";
import { INSTRUCTIONS } from "./instructions.ts";
import { type ModelProblem, modelProblem } from "./model-failure.ts";
import type { ResolvedModel } from "./resolve-model.ts";
import { type ModelSchema, toolSchema } from "./tool-schema.ts";
import { visibleText } from "./visible-text.ts";

/** A tool a model is told of. */
export type OfferedTool = { modelName: string; description: string; inputSchema: Record<string, unknown> };
/** A call as the model asked for it; `input` is whatever it gave. */
export type ModelCall = { modelCallId: string; modelName: string; input: unknown; providerMetadata?: unknown };
export type StepAnswer = { calls: ModelCall[]; endedBy: "done" | "length"; tokens: TokenCount };
export type Question = {
  messages: ModelMessage[];
  tools: readonly OfferedTool[];
  /** Ends it early with "aborted". */
  signal: AbortSignal;
  /** In the place of what an assistant in a conversation is told. */
  instructions?: string;
  /** How long the answer may be. */
  maxOutputTokens?: number;
};

/** Asks a model once for a step: askModel, without its patience. */
export async function askOnce(
  { model, dialect, needsTools, providerOptions }: ResolvedModel,
  question: Question,
  onText: (text: string) => void,
): Promise<Result<StepAnswer, ModelProblem | "aborted">> {
  const { messages, signal, instructions = INSTRUCTIONS, maxOutputTokens } = question;
  const offered = question.tools.length === 0 && needsTools ? toolsOfHistory(messages) : question.tools;
  const told = new Map(offered.map((one) => [one.modelName, toolSchema(one.inputSchema, dialect)]));
  const calls: ModelCall[] = [];
  const failed = (error: unknown) => {
    if (signal.aborted) return err("aborted" as const);
    log().warn({ problem: describeError(error) }, "the model did not answer");
    return err(modelProblem(error));
  };
  let said = 0;
  try {
    const { stream } = streamText({
      model,
      instructions,
      messages,
      tools: toolSet(offered, told),
      ...(providerOptions && { providerOptions }),
      ...(maxOutputTokens !== undefined && { maxOutputTokens }),
      maxRetries: 0,
      abortSignal: signal,
      timeout: { totalMs: MODEL_STEP_MS, chunkMs: MODEL_IDLE_MS },
      onError: () => {},
    });
    for await (const part of stream) {
      if (part.type === "text-delta") {
        said += part.text.length;
        onText(part.text);
      } else if (part.type === "tool-call" && !part.providerExecuted)
        calls.push({
          modelCallId: part.toolCallId,
          modelName: part.toolName,
          input: told.get(part.toolName)?.restore(part.input) ?? part.input,
          ...(part.providerMetadata && { providerMetadata: keptMetadata(part.providerMetadata) }),
        });
      else if (part.type === "error") return failed(part.error);
      else if (part.type === "abort") return failed(new DOMException("The model took too long", "TimeoutError"));
      else if (part.type === "finish") {
        const { inputTokens, outputTokens } = part.totalUsage;
        const counted = inputTokens !== undefined && outputTokens !== undefined;
        const tokens = counted
          ? { inputTokens, outputTokens, isEstimated: false }
          : { ...estimateTokens(question, said + JSON.stringify(calls).length), isEstimated: true };
        return ending(part.finishReason, { calls, tokens });
      }
    }
    return failed(new Error("the stream ended without an end"));
  } catch (error) {
    return failed(error);
  }
}

function ending(reason: string, answer: Pick<StepAnswer, "calls" | "tokens">): Result<StepAnswer, ModelProblem> {
  if (reason === "content-filter") return err({ code: "model_filtered", retryAfterMs: null });
  if (reason === "error" || reason === "interrupted") return err({ code: "model_failed", retryAfterMs: null });
  return ok({ ...answer, endedBy: reason === "length" ? "length" : "done" });
}

/** The tools that were called before, so that their calls can be read; a call of one is refused like any other. */
function toolsOfHistory(messages: readonly ModelMessage[]): OfferedTool[] {
  const called = messages.flatMap((message) =>
    message.role === "assistant" && typeof message.content !== "string"
      ? message.content.flatMap((part) => (part.type === "tool-call" ? [part.toolName] : []))
      : [],
  );
  return called.map((modelName) => ({ modelName, description: "Switched off.", inputSchema: { type: "object" } }));
}

/** Stands after the description of a tool whose input schema could not be told. */
const OPEN_NOTE =
  " (Its input schema could not be shown here: give the arguments that this description names, as one JSON object.)";

function toolSet(offered: readonly OfferedTool[], told: ReadonlyMap<string, ModelSchema>): ToolSet {
  return Object.fromEntries(
    offered.flatMap(({ modelName, description }) => {
      const input = told.get(modelName);
      if (!input) return [];
      const words = visibleText(description).slice(0, MODEL_DESCRIPTION_MAX_CHARS);
      // Arguments are passed on as the model gave them: the server validates its own input.
      return [
        [
          modelName,
          tool({ description: input.isOpen ? words + OPEN_NOTE : words, inputSchema: jsonSchema(input.schema) }),
        ],
      ];
    }),
  );
}

/** OpenAI's points at rows of its own that we ask it not to keep. */
function keptMetadata({ openai: _, ...metadata }: Record<string, unknown>): unknown {
  return metadata;
}

/** What the log may hold of an error: its kind and status, never what a remote said. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { name: typeof error };
  const { name, statusCode } = error as Error & { statusCode?: number };
  return { name, ...(statusCode !== undefined && { statusCode }) };
}
