import { findAnyModel } from "#lib/models/data/models.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { MODEL_TRY_MS, MODEL_TRY_TOKENS } from "../constants.ts";
import type { RunFailure } from "../errors.ts";
import { askOnce } from "./ask-once.ts";
import { readyModel } from "./resolve-model.ts";

/** Asks one of the organization's models something tiny, once, to see that it answers. */
export async function tryModel(
  ctx: OrgContext,
  modelId: string,
): Promise<Result<{ ms: number }, RunFailure | "not_found">> {
  const found = await findAnyModel(ctx, modelId);
  if (!found) return err("not_found");
  const since = performance.now();
  const signal = AbortSignal.timeout(MODEL_TRY_MS);
  const question = {
    messages: [{ role: "user" as const, content: "Reply with OK." }],
    tools: [],
    signal,
    instructions: "You are being tested. Reply with OK.",
    maxOutputTokens: MODEL_TRY_TOKENS,
  };
  const answer = await askOnce(await readyModel(ctx, found), question, () => {});
  if (!answer.ok) return err(answer.error === "aborted" ? "model_timeout" : answer.error.code);
  return ok({ ms: Math.round(performance.now() - since) });
}
