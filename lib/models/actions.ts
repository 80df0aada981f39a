"use server";

import { revalidatePath } from "next/cache";
import { orgAction } from "#lib/auth/org-action.ts";
import { ok, type Result } from "#lib/platform/result.ts";
import { addProvider, editProvider } from "./manage-providers.ts";
import { setLimits } from "./mutations/limits.ts";
import * as models from "./mutations/providers.ts";
import {
  addModelInput,
  addProviderInput,
  editModelInput,
  editProviderInput,
  enableModelInput,
  limitsInput,
  modelIdInput,
  providerIdInput,
} from "./schema.ts";

const OWNERS = ["owner"] as const;

/** Conversations name their model too, so every page is new after a change. */
function changed<T, E>(result: Result<T, E>): Result<T, E> {
  if (result.ok) revalidatePath("/", "layout");
  return result;
}

/** Adds a provider, with its key. */
export const addProviderAction = orgAction(
  { name: "models.addProvider", schema: addProviderInput, roles: OWNERS },
  async (ctx, input) => changed(await addProvider(ctx, input)),
);

/** Changes a provider's name, address or key. */
export const editProviderAction = orgAction(
  { name: "models.editProvider", schema: editProviderInput, roles: OWNERS },
  async (ctx, input) => changed(await editProvider(ctx, input)),
);

/** Removes a provider with its key and its models. */
export const removeProviderAction = orgAction(
  { name: "models.removeProvider", schema: providerIdInput, roles: OWNERS },
  async (ctx, { providerId }) => changed(await models.removeProvider(ctx, providerId)),
);

/** Adds a model of a provider. */
export const addModelAction = orgAction(
  { name: "models.add", schema: addModelInput, roles: OWNERS },
  async (ctx, input) => changed(await models.addModel(ctx, input)),
);

/** Changes what is known of a model. */
export const editModelAction = orgAction(
  { name: "models.edit", schema: editModelInput, roles: OWNERS },
  async (ctx, input) => changed(await models.editModel(ctx, input)),
);

/** Lets people choose a model, or no longer. */
export const enableModelAction = orgAction(
  { name: "models.enable", schema: enableModelInput, roles: OWNERS },
  async (ctx, { modelId, isEnabled }) => changed(await models.enableModel(ctx, modelId, isEnabled)),
);

/** Makes a model the organization's default. */
export const makeDefaultAction = orgAction(
  { name: "models.makeDefault", schema: modelIdInput, roles: OWNERS },
  async (ctx, { modelId }) => changed(await models.makeDefault(ctx, modelId)),
);

/** Removes a model. */
export const removeModelAction = orgAction(
  { name: "models.remove", schema: modelIdInput, roles: OWNERS },
  async (ctx, { modelId }) => changed(await models.removeModel(ctx, modelId)),
);

/** Sets what each person may use in a day. */
export const setLimitsAction = orgAction(
  { name: "models.setLimits", schema: limitsInput, roles: OWNERS },
  async (ctx, limits) => {
    await setLimits(ctx, limits);
    revalidatePath("/", "layout");
    return ok(undefined);
  },
);
