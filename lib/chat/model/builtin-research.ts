import type { LanguageModelV4FunctionTool } from "@ai-sdk/provider";
import { shortName } from "./choose-tool.ts";
import { extractArguments } from "./extract-arguments.ts";
import { comparableWords, isFiller } from "./words.ts";

/** What the built-in model is given of an investigation, beside the words that other models read. */
export type ResearchBrief =
  | { phase: "plan"; question: string; tools: BriefTool[] }
  | {
      phase: "work";
      question: string;
      questions: { id: string; text: string }[];
      callsLeft: number;
      calls: BriefCall[];
      /** Notes taken so far. */
      noted: number;
    }
  | { phase: "report"; question: string; calls: BriefCall[]; notes: string };
type BriefTool = { modelName: string; title: string; connectorName: string; description: string };
type BriefCall = { n: number; tool: string; state: string; text: string };

/** One step of the built-in model in an investigation. */
export type ResearchStepAnswer = { text: string; calls: { toolName: string; arguments: Record<string, unknown> }[] };

/** Tools a plan asks for, words it looks for, calls a step makes, characters it repeats of an answer. */
const TOOLS = 4;
const KEYWORDS = 3;
const CALLS = 6;
const NOTE_CHARS = 280;

/**
 * How the built-in model investigates: no understanding, only words. It takes the tools whose description shares words
 * with the question, calls each with what it can fill in, notes what came back and lists it. Always the same way.
 */
export function researchAnswer(
  brief: ResearchBrief,
  tools: readonly LanguageModelV4FunctionTool[],
): ResearchStepAnswer {
  switch (brief.phase) {
    case "plan":
      return { text: "", calls: [{ toolName: "propose_plan", arguments: planFor(brief) }] };
    case "work":
      return brief.calls.length === 0 ? firstCalls(brief, tools) : notesOn(brief);
    case "report":
      return { text: reportOf(brief), calls: [] };
  }
}

function planFor({ question, tools }: Extract<ResearchBrief, { phase: "plan" }>) {
  const asked = new Set(comparableWords(question));
  const score = ({ modelName, title, description }: BriefTool) =>
    new Set(comparableWords(`${modelName} ${title} ${description}`).filter((word) => asked.has(word))).size;
  const ranked = tools.map((tool) => ({ tool, score: score(tool) })).sort((a, b) => b.score - a.score);
  const fitting = ranked.filter((one) => one.score > 0);
  const chosen = (fitting.length > 0 ? fitting : ranked).slice(0, TOOLS).map(({ tool }) => tool);
  const questions = chosen.map(({ modelName, title, connectorName }) => ({
    question: `What does “${title}” (${connectorName}) give for: ${question}`,
    tools: [modelName],
  }));
  return {
    reason: "I am the built-in model, not an AI: these are the tools whose description shares words with the question.",
    questions,
    calls: chosen.length * KEYWORDS,
    minutes: 2,
  };
}

function firstCalls(
  { question, callsLeft }: Extract<ResearchBrief, { phase: "work" }>,
  tools: readonly LanguageModelV4FunctionTool[],
): ResearchStepAnswer {
  const calls = tools.flatMap((tool) => {
    const name = shortName(tool);
    return attempts(question).flatMap((words) => {
      const { arguments: args, missing } = extractArguments(words, tool.inputSchema, name);
      return missing.length === 0 ? [{ toolName: tool.name, arguments: args }] : [];
    });
  });
  const different = [...new Map(calls.map((call) => [JSON.stringify(call), call])).values()];
  return { text: "", calls: different.slice(0, Math.min(CALLS, callsLeft)) };
}

/** The question's own words that say the most, one by one: a search finds little for a whole sentence. */
function attempts(question: string): string[] {
  const words = question.match(/[\p{L}\p{N}][\p{L}\p{N}_-]*/gu) ?? [];
  const telling = [...new Set(words.map((word) => word.toLowerCase()))].filter(
    (word) => word.length > 3 && !isFiller(word) && !QUESTION_WORDS.has(word),
  );
  return telling.sort((a, b) => b.length - a.length).slice(0, KEYWORDS);
}

const QUESTION_WORDS = new Set(
  "what which when where who whose whom why how many much does have has there about with from into than then them they your our their know find tell between during while been being were will would should could everything anything something people welche welcher welches wann warum wieviel haben gibt über".split(
    " ",
  ),
);

function notesOn({ calls, questions, noted }: Extract<ResearchBrief, { phase: "work" }>): ResearchStepAnswer {
  if (noted > 0) return { text: "Built-in model: done.", calls: [] };
  const useful = calls.filter(({ state, text }) => state === "succeeded" && text.trim() !== "");
  const notes = useful.map(({ n, tool, text }) => ({
    toolName: "note_finding",
    arguments: { text: `${tool}: ${firstWords(text)}`, sources: [n] },
  }));
  const closed = questions.map(({ id }) => ({ toolName: "close_question", arguments: { question: id } }));
  return { text: "", calls: notes.length > 0 ? [...notes, ...closed] : [] };
}

function reportOf({ question, calls, notes }: Extract<ResearchBrief, { phase: "report" }>): string {
  const said = `Built-in model: I am not an AI and draw no conclusions. For “${question}” the tools gave:`;
  const failed = calls.filter(({ state }) => state !== "succeeded").length;
  const more = failed > 0 ? `\n\nCalls without an answer: ${failed}.` : "";
  return notes === "" ? `${said} nothing.${more}` : `${said}\n\n${notes}${more}`;
}

/** Remote words on one line, without what Markdown would make something of. */
function firstWords(text: string): string {
  const line = text
    .replaceAll(/\s+/g, " ")
    .replaceAll(/[[\]<>`*_#|\\]/g, " ")
    .trim();
  return line.length > NOTE_CHARS ? `${line.slice(0, NOTE_CHARS).toWellFormed()}…` : line;
}
