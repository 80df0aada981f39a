import { z } from "zod";

export const DECISIONS = ["allow_once", "allow_always", "deny"] as const;

export const decideApprovalSchema = z.strictObject({
  toolCallId: z.string().min(1).max(64),
  decision: z.enum(DECISIONS),
});

export const revokeGrantSchema = z.strictObject({ grantId: z.string().min(1).max(64) });
