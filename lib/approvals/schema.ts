import { z } from "zod";
import { findingsSchema } from "#lib/inspection/schema.ts";
import { taintSourceSchema } from "#lib/policy/schema.ts";
import { ACTION_KINDS } from "#lib/policy/types.ts";
import { DENY_REASON_MAX } from "./constants.ts";

/** What a person can answer to the question whether a call may run; for the organization only its owners can. */
export const DECISIONS = ["allow_once", "allow_always", "allow_for_organization", "deny"] as const;

/** A person's own words, for a model: one line of visible text, nothing that is no text. */
const reason = z
  .string()
  .transform((text) => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\s]+/gu, " ").trim())
  .pipe(z.string().max(DENY_REASON_MAX));

/** What a browser says of a decision: the answer, and which question it showed. */
export const answerShape = {
  decision: z.enum(DECISIONS),
  /** The question that was shown, and the hash of the arguments it showed (`evidence.argumentsHash`). */
  approvalId: z.string().min(1).max(64),
  shownHash: z.string().min(1).max(128),
  /** The arguments as the person changed them. */
  arguments: z.record(z.string(), z.unknown()).optional(),
  /** Why not; the model is told. */
  reason: reason.optional(),
};

const jsonObject = z.record(z.string(), z.unknown());

/**
 * What a person is shown beside a call that waits for them, as it was when they were asked. `warnings` is what the
 * answer covers: a call that would warn of more by the time it is sent is asked about anew.
 */
export const evidenceSchema = z.object({
  argumentsHash: z.string().default(""),
  warnings: z.array(z.string()).default([]),
  /** What owners say the tool does; null: nothing about this definition. */
  kind: z.enum(ACTION_KINDS).nullable().default(null),
  /** The last call of this tool by this person with this account that was sent; `at` in ISO 8601. */
  previous: z.object({ arguments: jsonObject, at: z.string() }).nullable().default(null),
  /** The tool as it was when it was last allowed for good or sent, where it is another now. */
  definitionBefore: z
    .object({ description: z.string(), inputSchema: jsonObject, annotations: jsonObject })
    .nullable()
    .default(null),
  /** The tool's input schema and description as they are now, beside `definitionBefore`. */
  definitionNow: z
    .object({ description: z.string(), inputSchema: jsonObject, annotations: jsonObject })
    .nullable()
    .default(null),
  /** What first brought content of another, untrusted connector into the conversation. */
  taint: taintSourceSchema.nullable().default(null),
  /** What the checks found in the definition. */
  findings: findingsSchema.default([]),
});
