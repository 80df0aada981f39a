import { setTimeout as sleep } from "node:timers/promises";
import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Content,
  LanguageModelV4FinishReason,
  LanguageModelV4FunctionTool,
  LanguageModelV4Prompt,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
} from "@ai-sdk/provider";
import {
  BUILTIN_CHUNK_CHARS,
  BUILTIN_CHUNK_MS,
  BUILTIN_FINDS,
  BUILTIN_REQUEST_CHARS,
  BUILTIN_SUMMARY_CHARS,
} from "../constants.ts";
import type { ToolSearch } from "../types.ts";
import { type ResearchBrief, type ResearchStepAnswer, researchAnswer } from "./builtin-research.ts";
import { chooseTool, shortName } from "./choose-tool.ts";
import { extractArguments } from "./extract-arguments.ts";
import { CALL_TOOL, SEARCH_TOOLS } from "./own-tools.ts";

/** What one step of the built-in model says and asks for. */
export type BuiltinAnswer = { text: string; call?: { toolName: string; arguments: Record<string, unknown> } };

const NO_USAGE: LanguageModelV4Usage = {
  inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: undefined, text: undefined, reasoning: undefined },
};

/**
 * The model that is always there: no AI, no key, no network, and it says so on every answer. It runs tools that a
 * request names and repeats what they gave, so that the whole product can be tried offline. The same prompt always gets
 * the same answer.
 */
export function builtinModel(): LanguageModelV4 {
  return {
    specificationVersion: "v4",
    provider: "builtin",
    modelId: "builtin",
    supportedUrls: {},
    doGenerate: async (options) => ({
      content: contentOf(options),
      finishReason: finishOf(options),
      usage: NO_USAGE,
      warnings: [],
    }),
    doStream: async (options) => ({ stream: readable(stream(options)) }),
  };
}

/** Decides on one step, from the prompt and the tools on offer alone. */
export function answer(prompt: LanguageModelV4Prompt, tools: readonly LanguageModelV4FunctionTool[]): BuiltinAnswer {
  const last = prompt.at(-1);
  const request = lastRequest(prompt).slice(0, BUILTIN_REQUEST_CHARS);
  const found = last?.role === "tool" ? foundTools(last.content) : null;
  if (last?.role === "tool" && !found) return { text: `Built-in model: ${summaries(last.content, prompt)}` };
  const mustSearch = tools.some(({ name }) => name === SEARCH_TOOLS);
  const { text, call } = found ? replyWithFound(request, found) : mustSearch ? search(request) : reply(request, tools);
  return call ? { text: `Built-in model: ${text}`, call } : { text: `Built-in model: ${text}` };
}

const HELP = /^\s*\/?(help|tools|what can you do|hi|hello)\b[\s?!.]*$/i;

function reply(request: string, tools: readonly LanguageModelV4FunctionTool[], heading = SWITCHED_ON): BuiltinAnswer {
  if (HELP.test(request)) return { text: help(tools, heading) };
  const choice = chooseTool(request, tools);
  if (choice.kind === "several")
    return {
      text: `several tools fit. Name one of them: ${choice.tools.map(({ name }) => `\`/${name}\``).join(", ")}.`,
    };
  if (choice.kind === "none")
    return { text: `I am not an AI; I only run tools that you name. ${help(tools, heading)}` };
  const { tool, rest } = choice;
  const { arguments: args, missing } = extractArguments(rest, tool.inputSchema, shortName(tool));
  if (missing.length === 0)
    return { text: `running \`${shortName(tool)}\`.`, call: { toolName: tool.name, arguments: args } };
  const wanted = missing.map(({ name, type }) => `\`${name}\` (${type})`).join(", ");
  const example = missing.map(({ name, type }) => `${name}=${EXAMPLES[type] ?? '"…"'}`).join(" ");
  return { text: `\`${shortName(tool)}\` needs ${wanted}. Write for example: \`/${tool.name} ${example}\`` };
}

const EXAMPLES: Record<string, string> = { number: "1.5", integer: "1", boolean: "true", array: "[]", object: "{}" };

const SWITCHED_ON = "These tools are switched on:";

function help(tools: readonly LanguageModelV4FunctionTool[], heading: string): string {
  if (tools.length === 0)
    return "No tools are switched on in this conversation. Connect a connector, or switch one on.";
  const lines = tools.map(
    ({ name, description }) => `- \`/${name}\`${description ? ` – ${firstSentence(description)}` : ""}`,
  );
  return `${heading}\n\n${lines.join("\n")}\n\nWrite \`/\` and a tool's name with its arguments (\`name="value"\` or JSON), or say it in plain words.`;
}

function firstSentence(description: string): string {
  const [first = ""] = description.replace(/\s+/g, " ").split(/(?<=[.!?]) /);
  return first.length > 120 ? `${first.slice(0, 119)}…` : first;
}

/** Where tools are not listed it looks for those that the request may mean. */
function search(request: string): BuiltinAnswer {
  if (HELP.test(request)) return { text: SEARCHED_HELP };
  const query = /^\s*\/(\S+)/.exec(request)?.[1] ?? request;
  return { text: "looking for a tool.", call: { toolName: SEARCH_TOOLS, arguments: { query, limit: BUILTIN_FINDS } } };
}

const SEARCHED_HELP =
  "The tools of this conversation are found by searching. Say in plain words what to do, or write `/` and a tool's name with its arguments.";

/** As if those that were found were all there are; what it wants of one goes through the tool that calls them. */
function replyWithFound(request: string, found: readonly LanguageModelV4FunctionTool[]): BuiltinAnswer {
  if (found.length === 0) return { text: "I found no tool for that." };
  const { text, call } = reply(request, found, "These tools come closest:");
  if (!call) return { text };
  return { text, call: { toolName: CALL_TOOL, arguments: { name: call.toolName, arguments: call.arguments } } };
}

/** The tools that a search found, when that is what came back. */
function foundTools(content: ToolMessageContent): LanguageModelV4FunctionTool[] | null {
  const answers = content.flatMap((part) =>
    part.type === "tool-result" && part.toolName === SEARCH_TOOLS && part.output.type === "text"
      ? [JSON.parse(part.output.value) as ToolSearch["output"]]
      : [],
  );
  if (answers.length === 0) return null;
  return answers.flatMap(({ tools }) =>
    tools.map(({ name, description, input_schema }) => ({
      type: "function" as const,
      name,
      description,
      inputSchema: input_schema as LanguageModelV4FunctionTool["inputSchema"],
    })),
  );
}

type ToolMessageContent = Extract<LanguageModelV4Prompt[number], { role: "tool" }>["content"];

function summaries(content: ToolMessageContent, prompt: LanguageModelV4Prompt): string {
  return content
    .flatMap((part) => (part.type === "tool-result" ? [summary(part.output, calledName(part, prompt))] : []))
    .join("\n\n");
}

type ToolResult = Extract<ToolMessageContent[number], { type: "tool-result" }>;

/** The name of the tool that answered, also where it was called through ours. */
function calledName({ toolName, toolCallId }: ToolResult, prompt: LanguageModelV4Prompt): string {
  if (toolName !== CALL_TOOL) return toolName;
  const calls = prompt.flatMap((message) => (message.role === "assistant" ? message.content : []));
  const call = calls.findLast((part) => part.type === "tool-call" && part.toolCallId === toolCallId);
  const input = call?.type === "tool-call" ? (call.input as { name?: unknown }) : {};
  return typeof input.name === "string" ? input.name : toolName;
}

function summary(output: ToolResult["output"], toolName: string): string {
  const name = `\`${shortName({ name: toolName, inputSchema: null })}\``;
  switch (output.type) {
    case "execution-denied":
      return `${name} was not run: ${output.reason ?? "it was denied."}`;
    case "error-text":
      return `${name} did not succeed. ${quotation(output.value)}`;
    case "error-json":
      return `${name} did not succeed. ${quotation(JSON.stringify(output.value))}`;
    case "text":
      return `${name} answered: ${quotation(output.value)}`;
    case "json":
      return `${name} answered: ${quotation(JSON.stringify(output.value, null, 2))}`;
    case "content": {
      const texts = output.value.flatMap((part) => (part.type === "text" ? [part.text] : []));
      const files = output.value.flatMap((part) => (part.type === "file" ? [part.mediaType] : []));
      const shown = files.length > 0 ? `${files.join(", ")}; it is shown above. ` : "";
      return `${name} answered: ${shown}${texts.length > 0 ? quotation(texts.join("\n")) : ""}`.trim();
    }
  }
}

/** Remote text as a quotation that no markup inside it can leave. */
function quotation(text: string): string {
  const cut = text.length > BUILTIN_SUMMARY_CHARS ? `${text.slice(0, BUILTIN_SUMMARY_CHARS)}…` : text;
  const fence = "`".repeat(Math.max(2, ...[...cut.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  return `\n\n${fence}text\n${cut}\n${fence}`;
}

function lastRequest(prompt: LanguageModelV4Prompt): string {
  const message = prompt.findLast(({ role }) => role === "user");
  if (message?.role !== "user") return "";
  return message.content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n");
}

function answerTo({ prompt, tools, toolChoice, providerOptions }: LanguageModelV4CallOptions): ResearchStepAnswer {
  const offered = (toolChoice?.type === "none" ? [] : (tools ?? [])).filter((tool) => tool.type === "function");
  const brief = providerOptions?.builtin?.research as ResearchBrief | undefined;
  if (brief) return researchAnswer(brief, offered);
  const { text, call } = answer(prompt, offered);
  return { text, calls: call ? [call] : [] };
}

function finishOf(options: LanguageModelV4CallOptions): LanguageModelV4FinishReason {
  return { unified: answerTo(options).calls.length > 0 ? "tool-calls" : "stop", raw: undefined };
}

function contentOf(options: LanguageModelV4CallOptions): LanguageModelV4Content[] {
  const { text, calls } = answerTo(options);
  return [{ type: "text", text }, ...toolCalls(options.prompt, calls)];
}

/** Ids count up through the conversation, so that they stay unique in it. */
function toolCalls(prompt: LanguageModelV4Prompt, calls: ResearchStepAnswer["calls"]) {
  const before = prompt.flatMap((message) =>
    message.role === "assistant" ? message.content.filter((part) => part.type === "tool-call") : [],
  ).length;
  return calls.map((call, i) => ({
    type: "tool-call" as const,
    toolCallId: `call_${before + 1 + i}`,
    toolName: call.toolName,
    input: JSON.stringify(call.arguments),
  }));
}

async function* stream(options: LanguageModelV4CallOptions): AsyncGenerator<LanguageModelV4StreamPart> {
  const { text, calls } = answerTo(options);
  yield { type: "stream-start", warnings: [] };
  yield { type: "text-start", id: "text" };
  for (let at = 0; at < text.length; at += BUILTIN_CHUNK_CHARS) {
    if (at > 0) await sleep(BUILTIN_CHUNK_MS, undefined, options.abortSignal ? { signal: options.abortSignal } : {});
    yield { type: "text-delta", id: "text", delta: text.slice(at, at + BUILTIN_CHUNK_CHARS) };
  }
  yield { type: "text-end", id: "text" };
  yield* toolCalls(options.prompt, calls);
  yield { type: "finish", usage: NO_USAGE, finishReason: finishOf(options) };
}

function readable<T>(parts: AsyncGenerator<T>): ReadableStream<T> {
  return new ReadableStream({
    async pull(controller) {
      const next = await parts.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await parts.return(undefined);
    },
  });
}
