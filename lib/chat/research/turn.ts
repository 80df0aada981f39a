import type { OrgContext } from "#lib/platform/ids.ts";
import { researchOfRun } from "#lib/research/data.ts";
import type { StoredResearch } from "#lib/research/types.ts";
import type { RunFailure } from "../errors.ts";
import { actingContext } from "../model-step.ts";
import { type ClaimedRun, finishRun } from "../mutations.ts";
import type { RunControl } from "../run-control.ts";
import { finished } from "../run-end.ts";
import { failRun, letGo, takeUp } from "../run-turn.ts";
import { makePlanStep } from "./plan-step.ts";
import { reportStep } from "./report-step.ts";
import { workStep } from "./work-step.ts";

/** What a step of an investigation works on. `step` counts the model's finished steps. */
export type ResearchStep = {
  run: ClaimedRun;
  ctx: OrgContext;
  research: StoredResearch;
  step: number;
  control: RunControl;
};
/** Where a step led: on, with the number of steps finished; nowhere for now, because its person is asked; or not at all. */
export type Led = { steps: number } | "parked" | "aborted" | RunFailure;

/**
 * Works on a claimed investigation. Where it stands is its row's state, read before each step: planning, at work, or
 * writing; whoever claims the run, after whatever crash, does that step anew or the next one. Calls are stored before
 * they are sent, as in any run, so none is sent twice.
 * @throws LeaseLostError when another worker has it now
 */
export async function runResearch(run: ClaimedRun, control: RunControl): Promise<void> {
  if (!(await takeUp(run, control))) return;
  for (let step = run.step; ; ) {
    if (!control.mayBegin) return letGo(run, control);
    const ctx = await actingContext(run);
    if (!ctx) return failRun(run, "access_ended");
    const research = await researchOfRun(ctx, run.runId);
    if (!research) return failRun(run, "internal");
    const take = STEPS[research.state];
    if (!take) return finishRun(run, finished("done"));
    const led = await take({ run, ctx, research, step, control });
    if (led === "parked") return;
    if (led === "aborted") return letGo(run, control);
    if (typeof led === "string") return failRun(run, led);
    step += led.steps;
  }
}

const STEPS: Partial<Record<StoredResearch["state"], (at: ResearchStep) => Promise<Led>>> = {
  planning: makePlanStep,
  working: workStep,
  writing: reportStep,
};
