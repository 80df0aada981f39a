import { z } from "zod";
import { STEP_OUTCOMES, TRACE_KINDS, TRACE_STEPS } from "#lib/platform/trace.ts";

const exchangeSchema = z.object({
  url: z.string(),
  status: z.number().optional(),
  contentType: z.string().optional(),
  failure: z.string().optional(),
});

const stepSchema = z.object({
  name: z.enum(TRACE_STEPS),
  outcome: z.enum(STEP_OUTCOMES),
  reason: z.string().nullable(),
  evidence: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(exchangeSchema)])),
  startedAt: z.number(),
  durationMs: z.number(),
});

/** Steps as they are stored. One that this version does not know is left out; the others are still worth reading. */
export const stepsSchema = z
  .array(z.unknown())
  .transform((steps) => steps.flatMap((step) => stepSchema.safeParse(step).data ?? []));

export const traceKindSchema = z.enum(TRACE_KINDS);
export const traceOutcomeSchema = z.enum(["ok", "failed", "pending"]);
