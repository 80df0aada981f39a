import { requireRole } from "#lib/auth/loaders.ts";
import { dailyLimits } from "./data/limits.ts";
import { defaultModel, listProviders, modelOfInstance } from "./data/models.ts";
import { usageOfOrganization } from "./data/usage.ts";
import type { UsageDays } from "./schema.ts";
import type { ModelsPage } from "./types.ts";

/** Admin settings › Models: owners and admins see it, only owners change it. */
export async function loadModels(days: UsageDays): Promise<ModelsPage> {
  const { ctx, workspaces } = await requireRole("owner", "admin");
  const [providers, inForce, limits, usage] = await Promise.all([
    listProviders(ctx),
    defaultModel(ctx),
    dailyLimits(ctx),
    usageOfOrganization(ctx, days),
  ]);
  return {
    canManage: ctx.role === "owner",
    organization: workspaces.find(({ id }) => id === ctx.orgId)?.name ?? "",
    providers,
    inForce,
    ofInstance: modelOfInstance(),
    limits,
    usage,
  };
}
