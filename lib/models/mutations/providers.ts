import { record } from "#lib/audit/record.ts";
import { saveModelKey } from "#lib/credentials/model-keys.ts";
import { db, type Tx } from "#lib/platform/db/client.ts";
import { newId, type OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { MODELS_MAX, PROVIDERS_MAX } from "../constants.ts";
import type { AddModel, AddProvider, EditModel, EditProvider } from "../schema.ts";

/** Adds a provider to the organization. */
export async function addProvider(
  ctx: OrgContext,
  { key, ...input }: AddProvider,
): Promise<Result<{ providerId: string }, "too_many_providers">> {
  return db().$transaction(async (tx) => {
    await oneAtATime(tx, ctx);
    if ((await tx.modelProvider.count({ where: { orgId: ctx.orgId } })) >= PROVIDERS_MAX)
      return err("too_many_providers");
    const id = newId("provider");
    await tx.modelProvider.create({ data: { id, orgId: ctx.orgId, createdById: ctx.userId, ...input } });
    if (key !== null) await saveModelKey(tx, ctx, id, key);
    const { name, provider, baseUrl } = input;
    await record(tx, ctx, {
      type: "modelProvider.added",
      subject: { type: "modelProvider", id },
      data: { name, provider, host: hostOf(baseUrl), hasKey: key !== null },
    });
    return ok({ providerId: id });
  });
}

/** Changes a provider. A key is for the server it was given for: with another origin it is forgotten, unless given anew. */
export async function editProvider(
  ctx: OrgContext,
  { providerId: id, name, baseUrl, key, forgetKey }: EditProvider,
): Promise<Result<{ keyForgotten: boolean }, "not_found" | "address_needed">> {
  const { orgId } = ctx;
  return db().$transaction(async (tx) => {
    await oneAtATime(tx, ctx);
    const before = await tx.modelProvider.findUnique({ where: { orgId_id: { orgId, id } } });
    if (!before) return err("not_found");
    if (before.provider === "openai-compatible" && baseUrl === null) return err("address_needed");
    await tx.modelProvider.update({ where: { orgId_id: { orgId, id } }, data: { name, baseUrl } });
    const isElsewhere = originOf(before.baseUrl) !== originOf(baseUrl);
    const keyForgotten = key === null && before.keyBox !== null && (forgetKey || isElsewhere);
    if (key !== null || keyForgotten) await saveModelKey(tx, ctx, id, key);
    await record(tx, ctx, {
      type: "modelProvider.changed",
      subject: { type: "modelProvider", id },
      data: { name, host: hostOf(baseUrl), key: key !== null ? "replaced" : keyForgotten ? "forgotten" : "kept" },
    });
    return ok({ keyForgotten });
  });
}

/** Removes a provider with its key and its models. */
export async function removeProvider(ctx: OrgContext, id: string): Promise<Result<void, "not_found">> {
  const { orgId } = ctx;
  return db().$transaction(async (tx) => {
    await oneAtATime(tx, ctx);
    const at = { where: { orgId_id: { orgId, id } } };
    const provider = await tx.modelProvider.findUnique({ ...at, include: { _count: { select: { models: true } } } });
    if (!provider) return err("not_found");
    await tx.modelProvider.delete(at);
    await record(tx, ctx, {
      type: "modelProvider.removed",
      subject: { type: "modelProvider", id },
      data: { name: provider.name, models: provider._count.models },
    });
    return ok(undefined);
  });
}

/** Adds a model; the first of an organization is its default. */
export async function addModel(
  ctx: OrgContext,
  { providerId, ...input }: AddModel,
): Promise<Result<{ modelId: string }, "not_found" | "too_many_models">> {
  const { orgId } = ctx;
  return db().$transaction(async (tx) => {
    await oneAtATime(tx, ctx);
    if ((await tx.modelProvider.count({ where: { orgId, id: providerId } })) === 0) return err("not_found");
    if ((await tx.orgModel.count({ where: { orgId } })) >= MODELS_MAX) return err("too_many_models");
    const isDefault = (await tx.orgModel.count({ where: { orgId, isDefault: true } })) === 0;
    const id = newId("model");
    await tx.orgModel.create({ data: { id, orgId, providerId, isDefault, ...input } });
    const { label, modelName } = input;
    await record(tx, ctx, { type: "model.added", subject: { type: "model", id }, data: { label, modelName } });
    return ok({ modelId: id });
  });
}

/** Changes what is known of a model. */
export async function editModel(
  ctx: OrgContext,
  { modelId: id, ...data }: EditModel,
): Promise<Result<void, "not_found">> {
  return db().$transaction(async (tx) => {
    const { count } = await tx.orgModel.updateMany({ where: { orgId: ctx.orgId, id }, data });
    if (count === 0) return err("not_found");
    const { label, modelName } = data;
    await record(tx, ctx, { type: "model.changed", subject: { type: "model", id }, data: { label, modelName } });
    return ok(undefined);
  });
}

/** Lets people choose a model, or no longer. One that cannot be chosen is nobody's default. */
export async function enableModel(ctx: OrgContext, id: string, isEnabled: boolean): Promise<Result<void, "not_found">> {
  return db().$transaction(async (tx) => {
    await oneAtATime(tx, ctx);
    const data = { isEnabled, ...(!isEnabled && { isDefault: false }) };
    const [model] = await tx.orgModel.updateManyAndReturn({ where: { orgId: ctx.orgId, id }, data });
    if (!model) return err("not_found");
    await record(tx, ctx, {
      type: "model.enabled",
      subject: { type: "model", id },
      data: { label: model.label, isEnabled },
    });
    return ok(undefined);
  });
}

/** Makes a model the one that answers where none was chosen. */
export async function makeDefault(ctx: OrgContext, id: string): Promise<Result<void, "not_found">> {
  const { orgId } = ctx;
  return db().$transaction(async (tx) => {
    await oneAtATime(tx, ctx);
    if ((await tx.orgModel.count({ where: { orgId, id, isEnabled: true } })) === 0) return err("not_found");
    await tx.orgModel.updateMany({ where: { orgId, isDefault: true }, data: { isDefault: false } });
    const { label } = await tx.orgModel.update({ where: { orgId_id: { orgId, id } }, data: { isDefault: true } });
    await record(tx, ctx, { type: "model.madeDefault", subject: { type: "model", id }, data: { label } });
    return ok(undefined);
  });
}

/** Removes a model. */
export async function removeModel(ctx: OrgContext, id: string): Promise<Result<void, "not_found">> {
  return db().$transaction(async (tx) => {
    await oneAtATime(tx, ctx);
    const at = { where: { orgId_id: { orgId: ctx.orgId, id } } };
    const model = await tx.orgModel.findUnique({ ...at, select: { label: true } });
    if (!model) return err("not_found");
    await tx.orgModel.delete(at);
    await record(tx, ctx, { type: "model.removed", subject: { type: "model", id }, data: model });
    return ok(undefined);
  });
}

/** One change to an organization's models at a time: counts hold, and there is one default. */
async function oneAtATime(tx: Tx, { orgId }: OrgContext): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM organizations WHERE id = ${orgId} FOR NO KEY UPDATE`;
}

function hostOf(baseUrl: string | null): string | null {
  return baseUrl && new URL(baseUrl).host;
}

function originOf(baseUrl: string | null): string | null {
  return baseUrl && new URL(baseUrl).origin;
}
