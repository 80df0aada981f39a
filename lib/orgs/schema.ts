import { z } from "zod";
import { INVITE_DAYS, MAX_NAME_LENGTH, MAX_NOTE_LENGTH, ROLES } from "./constants.ts";

/** One line a person typed; message keys are those of `errors` in the catalogue. */
export const personOrOrgName = z
  .string("required")
  .trim()
  .min(1, "required")
  .max(MAX_NAME_LENGTH, "too_long")
  .regex(/^[^\p{Cc}]*$/u, "invalid");

export const createOrganizationInput = z.strictObject({ name: personOrOrgName });

const roleSchema = z.enum(ROLES);

export const createInviteInput = z.strictObject({
  role: roleSchema,
  days: z.coerce.number().pipe(z.union(INVITE_DAYS.map((days) => z.literal(days)))),
  note: z.string().trim().max(MAX_NOTE_LENGTH, "too_long").default(""),
});
export type CreateInviteInput = z.infer<typeof createInviteInput>;

export const inviteIdInput = z.strictObject({ inviteId: z.string() });
export const memberIdInput = z.strictObject({ userId: z.string() });
export const changeRoleInput = z.strictObject({ userId: z.string(), role: roleSchema });
export const workspaceIdInput = z.strictObject({ orgId: z.string() });
export const inviteTokenInput = z.strictObject({ token: z.string() });
