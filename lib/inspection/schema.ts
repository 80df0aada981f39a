import { z } from "zod";
import { FINDING_CODES } from "./constants.ts";

/** Findings as they are stored with a call. */
export const findingsSchema = z.array(
  z.object({
    code: z.enum(FINDING_CODES),
    where: z.string(),
    excerpt: z.string(),
    severity: z.enum(["high", "low"]),
  }),
);
