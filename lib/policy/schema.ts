import { z } from "zod";
import { ALLOW_CODES, ASK_CODES, DENY_CODES } from "./types.ts";

/** What tainted a conversation, as it is stored. */
export const taintSourceSchema = z.object({
  connectorId: z.string(),
  connectorName: z.string(),
  kind: z.enum(["tool_call", "attachment"]),
  id: z.string(),
  name: z.string(),
});

/** A rule as it is stored with a call. */
export const ruleSchema = z.object({
  code: z.enum([...ALLOW_CODES, ...ASK_CODES, ...DENY_CODES]),
  source: taintSourceSchema.optional(),
});
