import { TOOLS_WAIT_MS } from "#lib/connections/constants.ts";
import { freshenTools } from "#lib/connections/tools.ts";
import { PLAN_TOOLS_MAX } from "#lib/research/constants.ts";
import { makePlan, readProposal } from "#lib/research/plan.ts";
import type { Plan } from "#lib/research/types.ts";
import { readAllEvents } from "../data.ts";
import { visibleText } from "../model/visible-text.ts";
import { askAboutPlan, giveUpPlanning } from "../mutations/research.ts";
import { EMPTY_TRANSCRIPT, fold } from "../transcript.ts";
import type { Transcript } from "../types.ts";
import { askForResearch, type ResearchAnswer } from "./ask.ts";
import { PLAN_INSTRUCTIONS } from "./instructions.ts";
import { PROPOSE_PLAN } from "./own-tools.ts";
import { type ReadTool, readTools } from "./read-tools.ts";
import type { Led, ResearchStep } from "./turn.ts";

/** Characters of a tool's description, and of what was said before, in the making of a plan. */
const DESCRIPTION_CHARS = 400;
const SAID_CHARS = 2_000;
/** Messages before the question that a plan may refer to. */
const SAID_MESSAGES = 6;

/**
 * Has the model propose a plan and puts it to its person. The model is told of the tools that may be in it, and what it
 * wants besides is left out. What cannot be made sense of is asked for once more.
 */
export async function makePlanStep(at: ResearchStep): Promise<Led> {
  const { run, ctx, research } = at;
  await freshenTools(ctx, TOOLS_WAIT_MS);
  const tools = await readTools(ctx, run.conversationId, research.question);
  if (tools.length === 0) {
    await giveUpPlanning(run, ctx, research, "no_read_tools");
    return { steps: 0 };
  }
  const transcript = fold(EMPTY_TRANSCRIPT, await readAllEvents(ctx, run.conversationId));
  const plan = await proposed(at, tools, saidBefore(transcript, run.runId));
  if (typeof plan === "string") return plan;
  if (plan) return (await askAboutPlan(run, ctx, research, plan)) ? "parked" : "aborted";
  await giveUpPlanning(run, ctx, research, "no_plan");
  return { steps: 0 };
}

/** The plan the model proposes, in at most two attempts; null when neither makes sense. */
async function proposed(
  at: ResearchStep,
  tools: ReadTool[],
  before: string,
): Promise<Plan | null | Extract<Led, string>> {
  const { question } = at.research;
  const list = tools.map(({ modelName, connectorName, description }) => {
    const words = visibleText(description).replaceAll(/\s+/g, " ").slice(0, DESCRIPTION_CHARS);
    return `- ${modelName} (${visibleText(connectorName)}): ${words}`;
  });
  const asked = `${before}The question to investigate:\n${question}\n\nTools that only read, and that you may ask for (at most ${PLAN_TOOLS_MAX} in a plan):\n${list.join("\n")}`;
  const brief = {
    phase: "plan" as const,
    question,
    tools: tools.map(({ modelName, title, connectorName, description }) => ({
      modelName,
      title,
      connectorName,
      description,
    })),
  };
  for (const repair of ["", UNCLEAR]) {
    const content = repair === "" ? asked : `${asked}\n\n${repair}`;
    const answer = await askForResearch(at, {
      instructions: PLAN_INSTRUCTIONS,
      messages: [{ role: "user", content }],
      tools: [PROPOSE_PLAN],
      brief,
    });
    if (!answer.ok) return answer.error;
    await answer.value.recordCost();
    const read = readAnswer(answer.value);
    const plan = read && makePlan(question, read, tools);
    if (plan) return plan;
  }
  return null;
}

const UNCLEAR =
  "[Your last answer was no plan that can be used. Call propose_plan once, with at least one question, and name tools only from the list above.]";

/** By the tool meant for it, or as JSON in what was said. */
function readAnswer({ calls, text }: ResearchAnswer) {
  const call = calls.find(({ modelName }) => modelName === PROPOSE_PLAN.modelName);
  return readProposal(call ? call.input : text);
}

/** What was said shortly before the question, for one that begins with "and what about …". */
function saidBefore({ messages }: Transcript, runId: string): string {
  const at = messages.findIndex((message) => message.role === "assistant" && message.runId === runId);
  const said = messages.slice(0, at - 1).slice(-SAID_MESSAGES);
  const lines = said.flatMap((message) => {
    if (message.role === "user") return message.content.type === "text" ? [`User: ${message.content.text}`] : [];
    const text = message.blocks.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("\n");
    return text === "" ? [] : [`Assistant: ${text}`];
  });
  if (lines.length === 0) return "";
  return `Said before in this conversation:\n${lines.map((line) => line.slice(0, SAID_CHARS).toWellFormed()).join("\n")}\n\n`;
}
