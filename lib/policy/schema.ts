import { z } from "zod";
import { ALLOW_CODES, ASK_CODES, DENY_CODES } from "./types.ts";

/** A rule as it is stored with a call. */
export const ruleSchema = z.object({ code: z.enum([...ALLOW_CODES, ...ASK_CODES, ...DENY_CODES]) });
