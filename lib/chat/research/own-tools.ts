import { z } from "zod";
import { CAPS_MAX, FINDING_CHARS, FINDING_SOURCES_MAX } from "#lib/research/constants.ts";
import { citable } from "#lib/research/report.ts";
import type { Finding, Plan } from "#lib/research/types.ts";
import type { ToolCallView } from "#lib/tool-calls/types.ts";
import type { ModelCall, OfferedTool } from "../model/ask-model.ts";

/** By which a model gives its plan. */
export const PROPOSE_PLAN: OfferedTool = {
  modelName: "propose_plan",
  description: "Proposes the plan to the user.",
  inputSchema: {
    type: "object",
    properties: {
      reason: { type: "string", description: "Why you would go about it this way, in a sentence or two" },
      questions: {
        type: "array",
        description: "2 to 8 questions",
        items: {
          type: "object",
          properties: {
            question: { type: "string" },
            tools: { type: "array", items: { type: "string" }, description: "Names of the tools wanted for it" },
          },
          required: ["question", "tools"],
        },
      },
      calls: { type: "integer", description: `Calls needed, at most ${CAPS_MAX.calls}` },
      minutes: { type: "integer", description: `Minutes needed, at most ${CAPS_MAX.minutes}` },
      tokens: { type: "integer", description: `Tokens needed, at most ${CAPS_MAX.tokens}` },
    },
    required: ["reason", "questions"],
  },
};

const NOTE_FINDING: OfferedTool = {
  modelName: "note_finding",
  description: "Notes a finding, with the calls it rests on.",
  inputSchema: {
    type: "object",
    properties: {
      text: { type: "string", description: "The finding, in one or two sentences" },
      sources: { type: "array", items: { type: "integer" }, description: "Numbers of the calls it rests on" },
      question: { type: "string", description: "The question it answers, such as q1" },
    },
    required: ["text", "sources"],
  },
};

const CLOSE_QUESTION: OfferedTool = {
  modelName: "close_question",
  description: "Says that a question of the plan is answered, or that nothing more can be found out about it.",
  inputSchema: {
    type: "object",
    properties: { question: { type: "string", description: "Such as q1" } },
    required: ["question"],
  },
};

/** By which a model notes what it finds. None of them reaches a server. */
export const NOTE_TOOLS = [NOTE_FINDING, CLOSE_QUESTION];

const number = z.union([z.int(), z.string().transform((text) => Number(text.replace(/\D/g, "")))]);
const numbers = z.preprocess(
  (value) => (value === undefined || Array.isArray(value) ? value : [value]),
  z.array(number),
);
const noteSchema = z.looseObject({
  text: z.string().trim().min(1),
  sources: numbers,
  question: z.coerce.string().optional().catch(undefined),
});
const closeSchema = z.looseObject({ question: z.coerce.string() });

/** What a step asked for, taken apart: what it notes is checked, what it calls is others' business. */
export type Noted = { findings: Finding[]; answered: string[]; others: ModelCall[] };

/**
 * Reads a model's notes. A note rests on calls of this investigation that succeeded, by their number; what names no such
 * call is dropped.
 * @param calls the investigation's calls so far, in order
 */
export function readNotes(asked: readonly ModelCall[], plan: Plan, calls: readonly ToolCallView[]): Noted {
  const noted: Noted = { findings: [], answered: [], others: [] };
  const questionOf = (name = "") => plan.questions.find(({ id }) => id === name || id === `q${name}`)?.id ?? null;
  const allowed = citable(calls);
  for (const call of asked) {
    if (call.modelName === NOTE_FINDING.modelName) {
      const note = noteSchema.safeParse(call.input);
      if (!note.success) continue;
      const { text, sources, question } = note.data;
      const ids = [...new Set(sources)].filter((n) => allowed.has(n)).flatMap((n) => calls[n - 1]?.id ?? []);
      if (ids.length > 0)
        noted.findings.push({
          text: text.slice(0, FINDING_CHARS).toWellFormed(),
          sources: ids.slice(0, FINDING_SOURCES_MAX),
          question: questionOf(question),
        });
    } else if (call.modelName === CLOSE_QUESTION.modelName) {
      const id = questionOf(closeSchema.safeParse(call.input).data?.question);
      if (id !== null) noted.answered.push(id);
    } else noted.others.push(call);
  }
  return noted;
}
