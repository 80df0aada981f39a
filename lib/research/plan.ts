import { z } from "zod";
import { argumentsHash } from "#lib/tool-calls/arguments.ts";
import {
  CAPS_DEFAULT,
  CAPS_MAX,
  CAPS_MIN,
  PLAN_TOOLS_MAX,
  QUESTION_CHARS,
  QUESTIONS_MAX,
  REASON_CHARS,
} from "./constants.ts";
import type { Caps, Plan, PlanEdit, PlanTool } from "./types.ts";

/** A tool that may stand in a plan, and the name a model knows it by. */
export type Candidate = PlanTool & { modelName: string };

/** What a model proposes, made sense of. */
export type Proposal = { reason: string; questions: string[]; tools: string[]; caps: Partial<Caps> };

const words = (max: number) =>
  z
    .union([z.string(), z.number()])
    .transform((value) => String(value).replaceAll("\0", "").toWellFormed().trim().slice(0, max));
/** A list, one thing, or several in one text. */
const listOf = <T extends z.ZodType>(item: T) =>
  z.preprocess((value) => {
    if (typeof value === "string") return value.split(/[\n,;]+/).filter((part) => part.trim() !== "");
    return value === undefined || value === null || Array.isArray(value) ? (value ?? []) : [value];
  }, z.array(item));
const question = z.union([
  words(QUESTION_CHARS).transform((text) => ({ text, tools: [] as string[] })),
  z
    .looseObject({
      question: words(QUESTION_CHARS).optional(),
      text: words(QUESTION_CHARS).optional(),
      tools: listOf(words(256)),
    })
    .transform((given) => ({ text: given.question ?? given.text ?? "", tools: given.tools })),
]);
const amount = z.coerce.number().finite().optional().catch(undefined);
const proposal = z.looseObject({
  reason: words(REASON_CHARS).optional().catch(undefined),
  questions: z.preprocess(
    (value) => (typeof value === "string" ? value.split("\n").filter((line) => line.trim() !== "") : value),
    z.array(question),
  ),
  tools: listOf(words(256)).catch([]),
  calls: amount,
  minutes: amount,
  tokens: amount,
});

/** Makes sense of what a model gave as its plan, in whatever shape that comes near one; null when nothing does. */
export function readProposal(given: unknown): Proposal | null {
  const read = proposal.safeParse(typeof given === "string" ? parsedJson(given) : given);
  if (!read.success) return null;
  const { reason = "", questions, tools, calls, minutes, tokens } = read.data;
  const asked = questions.filter(({ text }) => text !== "").slice(0, QUESTIONS_MAX);
  if (asked.length === 0) return null;
  return {
    reason,
    questions: asked.map(({ text }) => text),
    tools: [...new Set([...tools, ...asked.flatMap((one) => one.tools)])],
    caps: {
      ...(calls !== undefined && { calls }),
      ...(minutes !== undefined && { minutes }),
      ...(tokens !== undefined && { tokens }),
    },
  };
}

/** The object in a text that holds nothing else of the kind. */
function parsedJson(text: string): unknown {
  const [from, to] = [text.indexOf("{"), text.lastIndexOf("}")];
  try {
    return JSON.parse(text.slice(from, to + 1));
  } catch {
    return null;
  }
}

/**
 * The plan a person is asked about: the model's questions, of the tools it wants those that it may have, and caps within
 * the maxima. The model decides nothing about what is allowed: `candidates` does.
 * @returns null when it wants tools and may have none of them
 */
export function makePlan(asked: string, proposal: Proposal, candidates: readonly Candidate[]): Plan | null {
  const wanted = proposal.tools.length === 0 ? candidates : candidates.filter((one) => isWanted(one, proposal.tools));
  if (wanted.length === 0) return null;
  return {
    question: asked,
    reason: proposal.reason,
    questions: proposal.questions.map((text, i) => ({ id: `q${i + 1}`, text })),
    tools: wanted.slice(0, PLAN_TOOLS_MAX).map(planned),
    caps: clamped(proposal.caps),
  };
}

function planned(candidate: Candidate): PlanTool {
  const { connectorId, connectionId, toolName, definitionHash, title, connectorName, accountName } = candidate;
  return { connectorId, connectionId, toolName, definitionHash, title, connectorName, accountName };
}

function isWanted({ modelName, toolName }: Candidate, names: readonly string[]): boolean {
  const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, "");
  return names.some((name) => plain(name) === plain(modelName) || plain(name) === plain(toolName));
}

function clamped(caps: Partial<Caps>): Caps {
  const within = (name: keyof Caps) =>
    Math.min(CAPS_MAX[name], Math.max(CAPS_MIN[name], Math.round(caps[name] ?? CAPS_DEFAULT[name])));
  return { calls: within("calls"), minutes: within("minutes"), tokens: within("tokens") };
}

/**
 * The plan as a person wants it, made of the one they were shown: what they left out is gone, a question can read
 * differently, nothing can be added.
 * @returns null when no question or no tool is left
 */
export function narrowed(plan: Plan, edit: PlanEdit): Plan | null {
  const questions = plan.questions.flatMap(({ id }) => edit.questions.find((kept) => kept.id === id) ?? []);
  const tools = plan.tools.filter((tool) =>
    edit.tools.some((kept) => kept.connectionId === tool.connectionId && kept.toolName === tool.toolName),
  );
  return questions.length > 0 && tools.length > 0 ? { ...plan, questions, tools, caps: edit.caps } : null;
}

/** SHA-256 over the plan's canonical form (RFC 8785): what an approval is bound to. */
export function planHash(plan: Plan): string {
  return argumentsHash(plan);
}
