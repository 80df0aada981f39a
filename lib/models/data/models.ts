import { openModelKey } from "#lib/credentials/model-keys.ts";
import { db, type Tx } from "#lib/platform/db/client.ts";
import { env } from "#lib/platform/env.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import type { ModelChoice, ModelInForce, ModelOptions, OrgModelInForce, Provider, ProviderView } from "../types.ts";

/**
 * Which model one of my conversations is answered by: the one chosen for it, as long as it can be chosen; else the
 * organization's default; else the instance's; else the built-in one.
 * @param conversationId null: a conversation that has not begun
 */
export async function modelFor(ctx: OrgContext, conversationId: string | null): Promise<ModelInForce> {
  const chosen = conversationId && (await chosenModelId(ctx, conversationId));
  return (chosen && (await findModel(ctx, chosen))) || defaultModel(ctx);
}

/** The model of an organization's conversations for which none was chosen. */
export async function defaultModel(ctx: OrgContext): Promise<ModelInForce> {
  const row = await db().orgModel.findFirst({
    where: { orgId: ctx.orgId, isDefault: true, isEnabled: true },
    include: WITH_PROVIDER,
  });
  return row ? inForce(row) : modelOfInstance();
}

/** The model that answers where an organization has none of its own. */
export function modelOfInstance(): Exclude<ModelInForce, OrgModelInForce> {
  const { MODEL_PROVIDER, MODEL_NAME = "" } = env();
  return MODEL_PROVIDER ? { source: "instance", label: MODEL_NAME } : { source: "builtin" };
}

/** One of the organization's models that people can choose. */
export async function findModel(ctx: OrgContext, id: string): Promise<OrgModelInForce | null> {
  const row = await db().orgModel.findFirst({
    where: { orgId: ctx.orgId, id, isEnabled: true },
    include: WITH_PROVIDER,
  });
  return row && inForce(row);
}

/** One of the organization's models, enabled or not: for those who look after them. */
export async function findAnyModel(ctx: OrgContext, id: string): Promise<OrgModelInForce | null> {
  const row = await db().orgModel.findFirst({ where: { orgId: ctx.orgId, id }, include: WITH_PROVIDER });
  return row && inForce(row);
}

/** The models people of the organization can choose, the default first. */
export async function listModelChoices(ctx: OrgContext): Promise<ModelChoice[]> {
  const rows = await db().orgModel.findMany({
    where: { orgId: ctx.orgId, isEnabled: true },
    include: { provider: { select: { name: true } } },
    orderBy: [{ isDefault: "desc" }, { label: "asc" }, { id: "asc" }],
  });
  return rows.map(({ id, label, isDefault, provider }) => ({ id, label, isDefault, providerName: provider.name }));
}

/** The key a model of the organization is asked with; null: without one. */
export async function modelKey(ctx: OrgContext, { providerId, baseUrl }: OrgModelInForce): Promise<string | null> {
  return openModelKey(db(), ctx, { id: providerId, baseUrl });
}

/** The organization's providers with their models, the oldest first. */
export async function listProviders(ctx: OrgContext): Promise<ProviderView[]> {
  const rows = await db().modelProvider.findMany({
    where: { orgId: ctx.orgId },
    include: { models: { orderBy: [{ createdAt: "asc" }, { id: "asc" }] } },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  return rows.map(({ id, name, provider, baseUrl, keyBox, models }) => ({
    id,
    name,
    provider: provider as Provider,
    baseUrl,
    hasKey: keyBox !== null,
    models: models.map(({ orgId: _, providerId: __, createdAt: ___, ...model }) => model),
  }));
}

/** What one of my conversations was told to use; null: nothing in particular. */
async function chosenModelId(ctx: OrgContext, conversationId: string): Promise<string | null> {
  const row = await db().conversation.findFirst({
    where: { id: conversationId, orgId: ctx.orgId, userId: ctx.userId },
    select: { modelId: true },
  });
  return row?.modelId ?? null;
}

/** What a new conversation of mine begins with: what I chose for it, else what I prefer, as long as it can be chosen. */
export async function modelToBeginWith(
  { orgId, userId }: OrgContext,
  chosen: string | undefined,
  tx: Pick<Tx, "personPreferences" | "orgModel"> = db(),
): Promise<string | null> {
  const id =
    chosen ?? (await tx.personPreferences.findUnique({ where: { orgId_userId: { orgId, userId } } }))?.modelId ?? null;
  return id !== null && (await tx.orgModel.count({ where: { orgId, id, isEnabled: true } })) > 0 ? id : null;
}

/** What one of my conversations can be answered by, and what it is answered by now. */
export async function modelOptions(ctx: OrgContext, conversationId: string | null): Promise<ModelOptions> {
  const [choices, chosen] = await Promise.all([
    listModelChoices(ctx),
    conversationId === null ? modelToBeginWith(ctx, undefined) : chosenModelId(ctx, conversationId),
  ]);
  const byDefault = choices.find(({ isDefault }) => isDefault);
  const instance = modelOfInstance();
  const none = { id: null, label: instance.source === "instance" ? instance.label : null, providerName: "" };
  return {
    options: byDefault ? choices : [none, ...choices],
    current: choices.find(({ id }) => id === chosen)?.id ?? byDefault?.id ?? null,
  };
}

const WITH_PROVIDER = { provider: { select: { provider: true, baseUrl: true } } } as const;

type RowWithProvider = {
  id: string;
  providerId: string;
  label: string;
  modelName: string;
  contextTokens: number;
  seesImages: boolean;
  provider: { provider: string; baseUrl: string | null };
};

function inForce({ id, providerId, label, modelName, contextTokens, seesImages, provider }: RowWithProvider) {
  return {
    source: "organization" as const,
    modelId: id,
    providerId,
    label,
    provider: provider.provider as Provider,
    baseUrl: provider.baseUrl,
    modelName,
    contextTokens,
    seesImages,
  };
}
