import type { ModelMessage, ToolModelMessage } from "ai";
import { DENY_CODES } from "#lib/policy/types.ts";
import { researchInWords } from "#lib/research/words.ts";
import type { ToolCallView } from "#lib/tool-calls/types.ts";
import type { Refusal } from "../errors.ts";
import type { AssistantMessage, Block, Transcript } from "../types.ts";
import { calledName, callIds } from "./call-names.ts";
import type { Caution } from "./caution.ts";
import { attachmentMessage } from "./outside-data.ts";
import { resultForModel, type ToolOutput } from "./tool-output.ts";

type AskedBlock = Exclude<Block, { type: "text" | "research" }>;
type ToolResult = Extract<ToolModelMessage["content"][number], { type: "tool-result" }>;

/** Whether the model sees images, and what is made of parts that the checks suspect. */
type Given = { seesImages: boolean; suspicious: Caution["treatment"] };
type CallIds = ReturnType<typeof callIds>;

/**
 * The conversation as a model reads it, from the same fold the browser shows. Each finished step is one assistant
 * message, followed by the results of its calls. An unfinished step is left out while its run goes on (it is said
 * anew), and kept as the text it came to where the run was stopped.
 */
export function modelMessages(
  { messages }: Transcript,
  seesImages: boolean,
  suspicious: Caution["treatment"] = "withhold",
): ModelMessage[] {
  const given = { seesImages, suspicious };
  const idOf = callIds();
  return messages.flatMap((message): ModelMessage[] => {
    if (message.role === "assistant") {
      const [first] = message.blocks;
      if (first?.type === "research") return [{ role: "assistant", content: researchInWords(first.research) }];
      return [...stepsOf(message).flatMap((step) => stepMessages(step, given, idOf)), ...goOn(message)];
    }
    const { content } = message;
    if (content.type === "tool")
      return [{ role: "user", content: `[The user ran the tool ${content.toolName} by hand.]` }];
    const said: ModelMessage = { role: "user", content: content.text };
    return content.attachments ? [attachmentMessage(content.attachments, given), said] : [said];
  });
}

function stepsOf(message: AssistantMessage): Block[][] {
  const blocks =
    message.openStep === null || message.ending
      ? message.blocks
      : message.blocks.filter((block) => block.step !== message.openStep);
  return [...Map.groupBy(blocks, (block) => block.step).values()];
}

/** Said on the person's side, where they said nothing. */
export const GO_ON =
  "[Your answer above broke off. Go on exactly where it stopped, in the middle of the word if need be: repeat nothing of it and say nothing about the interruption.]";

/** An answer that broke off stands as its own beginning; no provider takes it as such without being told. */
function goOn({ begun, ending }: AssistantMessage): ModelMessage[] {
  if (begun === undefined || ending) return [];
  return [
    { role: "assistant", content: begun },
    { role: "user", content: GO_ON },
  ];
}

function stepMessages(blocks: Block[], given: Given, idOf: CallIds): ModelMessage[] {
  const said = blocks.flatMap((block) => (block.type === "text" ? [{ type: "text" as const, text: block.text }] : []));
  const asked = blocks.flatMap((block) => {
    if (block.type === "text" || block.type === "research") return [];
    return [{ block, named: { toolCallId: idOf(block.modelCallId), toolName: calledName(block.modelName) } }];
  });
  const calls = asked.map(({ block, named }) => ({
    type: "tool-call" as const,
    ...named,
    input: inputOf(block),
    ...providerOptions(block.providerMetadata),
  }));
  const assistant: ModelMessage = { role: "assistant", content: [...said, ...calls] };
  if (asked.length === 0) return said.length > 0 ? [assistant] : [];
  const results: ToolResult[] = asked.map(({ block, named }) => ({
    type: "tool-result",
    ...named,
    output: answerTo(block, given),
  }));
  return [assistant, { role: "tool", content: results }];
}

function providerOptions(metadata: unknown): { providerOptions?: ToolResult["providerOptions"] } {
  return metadata ? { providerOptions: metadata as NonNullable<ToolResult["providerOptions"]> } : {};
}

const REFUSED: Record<Refusal, string> = {
  unknown_tool: "There is no tool of this name in this conversation.",
  invalid_arguments: "The arguments were not a JSON object; nothing was run.",
  too_many_calls: "Too many calls at once; this one was not run.",
  tool_call_limit: "The user's tool calls for today are used up; this one was not run. Go on without it.",
};

/** What the model gave: to a tool of its own, or to the one of ours through which it called. */
function inputOf(block: AskedBlock): unknown {
  if (block.type === "search") return block.own.input;
  const args = block.type === "tool_call" ? (block.call?.proposedArguments ?? block.call?.arguments ?? {}) : {};
  return block.own?.tool === "call_tool" ? { name: block.own.name, arguments: args } : args;
}

function answerTo(block: AskedBlock, given: Given): ToolOutput {
  switch (block.type) {
    case "tool_call":
      return outputOf(block.call, given);
    case "search":
      return { type: "text", value: JSON.stringify(block.own.output) };
    case "refused_call":
      return { type: "error-text", value: [REFUSED[block.reason], ...nearestOf(block)].join(" ") };
  }
}

function nearestOf({ nearest = [] }: { nearest?: string[] }): string[] {
  return nearest.length > 0 ? [`There are: ${nearest.join(", ")}.`] : [];
}

/** What a model is told of a call that has no result of its own. */
const NO_RESULT: Partial<Record<ToolCallView["state"], string>> = {
  denied: "The user did not allow this call; it was not run.",
  expired: "Nobody answered whether this call may run, so it was not run.",
  cancelled: "The call was cancelled.",
  outcome_unknown:
    "The connection broke during the call. Whether it took effect is not known. It will not be repeated; tell the user.",
};

const STOPPED_UNDER_WAY =
  "The user stopped this call after it had been sent. Whether it took effect is not known; do not repeat it unless asked.";

/** Why a call that waited for a connection was given up. */
const UNCONNECTED: Record<string, string> = {
  connection_skipped:
    "The user went on without connecting this account; the call was not run. Answer without this connector.",
  connection_expired: "The user did not connect this account in time; the call was not run.",
};

const DENIED_BY_RULE: ReadonlySet<string> = new Set(DENY_CODES);

/** What a model is told of a call: its result, or why there is none. */
export function outputOf(call: ToolCallView | null, given: Given): ToolOutput {
  if (!call) return { type: "error-text", value: "The call was cancelled." };
  const changed = call.proposedArguments ? JSON.stringify(call.arguments) : null;
  const note = changed && `The user changed the arguments of this call. They are: ${changed}`;
  return withNote(whatCameOf(call, given), note);
}

function whatCameOf(call: ToolCallView, given: Given): ToolOutput {
  if (call.result)
    return withNote(resultForModel(call.result, given.seesImages, cautionAbout(call, given)), noteOn(call));
  if (call.questions.some((question) => question.state === "expired"))
    return {
      type: "error-text",
      value: "The server asked the user something, nobody answered in time, and the call was given up.",
    };
  const unconnected = call.failure && UNCONNECTED[call.failure.code];
  if (unconnected) return { type: "error-text", value: unconnected };
  if (call.failure?.code === "input_declined")
    return { type: "error-text", value: "The user did not do what the server asked for first; the call was not run." };
  if (call.state === "denied" && call.rule && DENIED_BY_RULE.has(call.rule.code))
    return { type: "error-text", value: `This call is not allowed here and was not run (${call.rule.code}).` };
  if (call.state === "denied" && call.denyReason)
    return { type: "error-text", value: `${NO_RESULT.denied} Their reason: ${call.denyReason}` };
  if (call.state === "cancelled" && call.dispatchedAt !== null) return { type: "error-text", value: STOPPED_UNDER_WAY };
  const why = call.failure ? ` (${call.failure.code})` : "";
  return { type: "error-text", value: `${NO_RESULT[call.state] ?? "The call failed."}${why}` };
}

/** A call's own id marks its result: its server was never told it. */
function cautionAbout({ id, connector, findings, isGivenAnyway }: ToolCallView, { suspicious }: Given): Caution {
  return { findings, treatment: isGivenAnyway ? "mark" : suspicious, from: connector.name, mark: id.slice(-16) };
}

/** What a result does not say by itself: that the person did not answer what the server asked during the call. */
function noteOn({ questions }: ToolCallView): string | null {
  if (questions.some((question) => question.state === "expired"))
    return "During this call the server asked the user something, and nobody answered in time.";
  if (questions.some((question) => question.state === "declined" || question.state === "cancelled"))
    return "During this call the server asked the user something, and they did not want to answer.";
  return null;
}

function withNote(output: ToolOutput, note: string | null): ToolOutput {
  if (note === null) return output;
  if (output.type === "content") return { ...output, value: [{ type: "text", text: `[${note}]` }, ...output.value] };
  return output.type === "text" || output.type === "error-text"
    ? { ...output, value: `[${note}]\n${output.value}` }
    : output;
}
