import { z } from "zod";
import {
  CAPS_MAX,
  CAPS_MIN,
  FINDING_CHARS,
  FINDING_SOURCES_MAX,
  PLAN_TOOLS_MAX,
  QUESTION_CHARS,
  QUESTIONS_MAX,
  REASON_CHARS,
} from "./constants.ts";
import { END_REASONS, UNPLANNED_REASONS } from "./errors.ts";

const cap = (name: keyof typeof CAPS_MAX) => z.int().min(CAPS_MIN[name]).max(CAPS_MAX[name]);

/** What an investigation may spend: the organization-wide maxima are part of the shape. */
export const capsSchema = z.strictObject({ calls: cap("calls"), minutes: cap("minutes"), tokens: cap("tokens") });

const questionSchema = z.strictObject({ id: z.string().min(1).max(16), text: z.string().min(1).max(QUESTION_CHARS) });

/** A tool of a plan: of which account, under which definition; and the names people are shown. */
const planToolSchema = z.object({
  connectorId: z.string(),
  connectionId: z.string(),
  toolName: z.string(),
  definitionHash: z.string(),
  title: z.string(),
  connectorName: z.string(),
  accountName: z.string().nullable(),
});

/** What a person approves, as it is stored and hashed (RFC 8785). */
export const planSchema = z.object({
  question: z.string(),
  /** The model's own words. */
  reason: z.string().max(REASON_CHARS),
  questions: z.array(questionSchema).min(1).max(QUESTIONS_MAX),
  tools: z.array(planToolSchema).min(1).max(PLAN_TOOLS_MAX),
  caps: capsSchema,
});

/** Fewer questions, other words for some, fewer tools, other caps: all a person can change in a plan. */
export const planEditSchema = z.strictObject({
  questions: z.array(questionSchema.extend({ text: z.string().trim().min(1).max(QUESTION_CHARS) })).max(QUESTIONS_MAX),
  tools: z.array(z.strictObject({ connectionId: z.string(), toolName: z.string() })).max(PLAN_TOOLS_MAX),
  caps: capsSchema,
});

const id = z.string().min(1).max(64);
/** Hexadecimal SHA-256 of the plan that was shown. */
const shownHash = z.string().regex(/^[0-9a-f]{64}$/);

/** POST /api/research/:id/decision, `id` from the path. */
export const researchDecisionInput = z.discriminatedUnion("decision", [
  z.strictObject({ id, decision: z.literal("start"), planHash: shownHash, plan: planEditSchema }),
  z.strictObject({ id, decision: z.literal("decline"), planHash: shownHash }),
]);

/** POST /api/research/:id/report: nothing but the path. */
export const researchIdInput = z.strictObject({ id });

/** A note, and the calls it rests on: only such as succeeded in this very investigation. */
export const findingSchema = z.object({
  text: z.string().min(1).max(FINDING_CHARS),
  /** Ids of tool calls. */
  sources: z.array(z.string()).min(1).max(FINDING_SOURCES_MAX),
  /** Of the plan's questions, the one it answers. */
  question: z.string().nullable(),
});

/** A call that statements rest on. `n` is the number it is cited by. */
const sourceSchema = z.object({
  n: z.int(),
  toolCallId: z.string(),
  tool: z.string(),
  connector: z.string(),
  account: z.string().nullable(),
  at: z.string(),
});

export const reportSchema = z.object({
  /** Markdown; [1] cites source 1. */
  text: z.string(),
  sources: z.array(sourceSchema),
  /** Citations taken out because no call of this investigation supports them. */
  removed: z.int(),
  /** Why the work ended before the model thought it done. */
  endedBy: z.enum(END_REASONS).nullable(),
});

/** What is counted along the way, as stored. Calls are not: their rows are. */
export const countersSchema = z.object({
  tokens: z.int().default(0),
  answered: z.array(z.string()).default([]),
  endedBy: z.enum(END_REASONS).nullable().default(null),
});

/**
 * What the log of a conversation tells of an investigation. Stored as JSON for good: add, never change. Its calls stand
 * beside it, as events of their own.
 */
export const researchNewsSchema = z.discriminatedUnion("news", [
  z.object({ news: z.literal("asked"), researchId: z.string(), question: z.string() }),
  z.object({
    news: z.literal("planned"),
    researchId: z.string(),
    plan: planSchema,
    planHash: z.string(),
    expiresAt: z.string(),
  }),
  z.object({ news: z.literal("unplanned"), researchId: z.string(), reason: z.enum(UNPLANNED_REASONS) }),
  z.object({ news: z.literal("declined"), researchId: z.string(), reason: z.enum(["person", "expired"]) }),
  z.object({ news: z.literal("started"), researchId: z.string(), plan: planSchema, planHash: z.string() }),
  z.object({
    news: z.literal("progress"),
    researchId: z.string(),
    findings: z.array(findingSchema),
    /** Questions that are answered now. */
    answered: z.array(z.string()),
    /** Names of tools of the plan that may no longer be used: they are not what was approved. */
    gone: z.array(z.string()),
    tokens: z.int(),
    /** Calls asked for that the caps had no room for. */
    refused: z.int(),
  }),
  z.object({ news: z.literal("writing"), researchId: z.string(), endedBy: z.enum(END_REASONS).nullable() }),
  z.object({ news: z.literal("reported"), researchId: z.string(), report: reportSchema, tokens: z.int() }),
]);
