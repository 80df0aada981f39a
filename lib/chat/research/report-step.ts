import { storeReport } from "#lib/research/mutations.ts";
import { listOfFindings, makeReport } from "#lib/research/report.ts";
import { toolCallViewsOfRun } from "#lib/tool-calls/data.ts";
import { finishStep } from "../mutations.ts";
import { endCalls } from "../run-turn.ts";
import { askForResearch } from "./ask.ts";
import { callsInWords, excerpts, notesInWords, planInWords } from "./briefing.ts";
import { REPORT_INSTRUCTIONS } from "./instructions.ts";
import type { Led, ResearchStep } from "./turn.ts";

/**
 * Has the report written from the question, the notes and what the calls gave, and checks what it cites. A model that
 * writes nothing leaves the notes as they are.
 */
export async function reportStep(at: ResearchStep): Promise<Led> {
  const { run, ctx, research, step } = at;
  const { plan, findings, counters } = research;
  if (!plan) throw new Error("A report is to be written without a plan");
  await endCalls(run);
  const calls = await toolCallViewsOfRun(ctx, run.runId);
  // What notes rest on matters more than what came last.
  const shown = excerpts(calls, new Set(findings.flatMap(({ sources }) => sources)));
  const content = [
    planInWords(plan, research),
    ...(counters.endedBy ? [`The work ended early (${counters.endedBy}); say what is missing.`] : []),
    `Your notes:\n${notesInWords(findings, calls)}`,
    `The calls:\n${callsInWords(shown)}`,
  ].join("\n\n");
  const answer = await askForResearch(at, {
    instructions: REPORT_INSTRUCTIONS,
    messages: [{ role: "user", content }],
    tools: [],
    brief: {
      phase: "report",
      question: research.question,
      calls: shown.map(({ n, call, text }) => ({ n, tool: call.tool.name, state: call.state, text })),
      notes: listOfFindings(findings, calls),
    },
  });
  if (!answer.ok) return answer.error;
  const { text, tokens } = answer.value;
  const report = makeReport(text.trim() || listOfFindings(findings, calls), calls, counters.endedBy);
  await finishStep(run, step, async (tx) => {
    await answer.value.recordCost(tx);
    await storeReport(tx, ctx, research, report, tokens);
    return [{ type: "research", payload: { news: "reported", researchId: research.id, report, tokens } }];
  });
  return { steps: 1 };
}
