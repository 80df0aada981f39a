"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { orgAction } from "#lib/auth/org-action.ts";
import { revokeGrant } from "./grants.ts";

/** Takes back an "Allow always" of my own. */
export const revokeGrantAction = orgAction(
  { name: "approvals.revokeGrant", schema: z.strictObject({ grantId: z.string().min(1).max(64) }) },
  async (ctx, { grantId }) => {
    const revoked = await revokeGrant(ctx, grantId);
    if (revoked.ok) revalidatePath("/", "layout");
    return revoked;
  },
);
