import { z } from "zod";

/** How a server's question goes on once it is answered; see InputRound in lib/mcp. `stream`: the server holds it open. */
export const QUESTION_WAYS = ["stream", "result", "error", "task"] as const;

/**
 * A question as it is stored: how it goes on, and the server's own words, as text, because jsonb would sort the fields
 * of its form.
 */
export const storedRequestSchema = z.object({
  via: z.enum(QUESTION_WAYS),
  params: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.record(z.string(), z.unknown())),
});

/** What a person can answer: with content, or for an address that they have finished there; not to; nothing. */
export const personAnswerSchema = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("accept"), content: z.record(z.string(), z.unknown()).default({}) }),
  z.strictObject({ action: z.literal("decline") }),
  z.strictObject({ action: z.literal("cancel") }),
]);

/** What the server is sent. */
export const storedAnswerSchema = z.discriminatedUnion("action", [
  z.object({
    action: z.literal("accept"),
    content: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])).optional(),
  }),
  z.object({ action: z.literal("decline") }),
  z.object({ action: z.literal("cancel") }),
]);
