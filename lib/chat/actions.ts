"use server";

import { revalidatePath } from "next/cache";
import { orgAction } from "#lib/auth/org-action.ts";
import { myDay } from "#lib/models/data/limits.ts";
import { usageOfConversation } from "#lib/models/data/usage.ts";
import { ok } from "#lib/platform/result.ts";
import { chooseAccount } from "./choose-account.ts";
import { tryModel } from "./model/try-model.ts";
import { chooseModel } from "./mutations/choose-model.ts";
import { deleteConversation, renameConversation } from "./mutations/conversation.ts";
import { saveDefaults, setDefaultModel, setDefaultToggles, setDefaultToolAccess } from "./mutations/defaults.ts";
import { setToggles, setToolAccess } from "./mutations/switches.ts";
import {
  chooseAccountSchema,
  chooseModelSchema,
  conversationUsageSchema,
  defaultModelSchema,
  defaultTogglesSchema,
  defaultToolAccessSchema,
  deleteConversationSchema,
  freshConnectorsSchema,
  renameConversationSchema,
  saveDefaultsSchema,
  setTogglesSchema,
  setToolAccessSchema,
  toolDetailsSchema,
  tryModelSchema,
} from "./schema.ts";
import { freshConnectors, toolDetails } from "./toolset.ts";

/** Gives one of my conversations another title. */
export const renameConversationAction = orgAction(
  { name: "renameConversation", schema: renameConversationSchema },
  async (ctx, { conversationId, title }) => {
    const result = await renameConversation(ctx, conversationId, title);
    revalidatePath("/", "layout");
    return result;
  },
);

/** Deletes one of my conversations for good. */
export const deleteConversationAction = orgAction(
  { name: "deleteConversation", schema: deleteConversationSchema },
  async (ctx, { conversationId }) => {
    const result = await deleteConversation(ctx, conversationId);
    revalidatePath("/", "layout");
    return result;
  },
);

/** Moves switches in one of my conversations. */
export const setTogglesAction = orgAction(
  { name: "setToggles", schema: setTogglesSchema },
  async (ctx, { conversationId, toggles }) => setToggles(ctx, conversationId, toggles),
);

/** Says how tools come before the model in one of my conversations. */
export const setToolAccessAction = orgAction(
  { name: "setToolAccess", schema: setToolAccessSchema },
  async (ctx, { conversationId, toolAccess }) => setToolAccess(ctx, conversationId, toolAccess),
);

/** Makes a conversation's switches and tool access what my new ones begin with. */
export const saveDefaultsAction = orgAction(
  { name: "saveDefaults", schema: saveDefaultsSchema },
  async (ctx, defaults) => ok(await saveDefaults(ctx, defaults)),
);

/** Moves switches as my new conversations begin with them. */
export const setDefaultTogglesAction = orgAction(
  { name: "setDefaultToggles", schema: defaultTogglesSchema },
  async (ctx, { toggles }) => setDefaultToggles(ctx, toggles),
);

/** Says by which model my new conversations are answered. */
export const setDefaultModelAction = orgAction(
  { name: "setDefaultModel", schema: defaultModelSchema },
  async (ctx, { modelId }) => setDefaultModel(ctx, modelId),
);

/** Says how tools come before the model in my new conversations. */
export const setDefaultToolAccessAction = orgAction(
  { name: "setDefaultToolAccess", schema: defaultToolAccessSchema },
  async (ctx, { toolAccess }) => ok(await setDefaultToolAccess(ctx, toolAccess)),
);

/** Chooses which of my accounts at a connector a conversation of mine uses. */
export const chooseAccountAction = orgAction(
  { name: "chooseAccount", schema: chooseAccountSchema },
  async (ctx, { conversationId, ...chosen }) => chooseAccount(ctx, conversationId, chosen),
);

/** Chooses by which model a conversation of mine is answered. */
export const chooseModelAction = orgAction(
  { name: "chooseModel", schema: chooseModelSchema },
  async (ctx, { conversationId, modelId }) => chooseModel(ctx, conversationId, modelId),
);

/** What a conversation of mine has used, and what I may still use today. */
export const conversationUsageAction = orgAction(
  { name: "conversationUsage", schema: conversationUsageSchema },
  async (ctx, { conversationId }) =>
    ok({ conversation: await usageOfConversation(ctx, conversationId), today: await myDay(ctx) }),
);

/** Asks one of the organization's models something tiny, to see that it answers. */
export const tryModelAction = orgAction(
  { name: "tryModel", schema: tryModelSchema, roles: ["owner"] },
  async (ctx, { modelId }) => tryModel(ctx, modelId),
);

/** What a tool of mine takes, for running it by hand. */
export const toolDetailsAction = orgAction(
  { name: "toolDetails", schema: toolDetailsSchema },
  async (ctx, { conversationId, ...tool }) => toolDetails(ctx, conversationId, tool),
);

/** The connectors with their tools once those lists that are out of date have been read again; null: none is. */
export const freshConnectorsAction = orgAction(
  { name: "freshConnectors", schema: freshConnectorsSchema },
  async (ctx, { conversationId }) => ok(await freshConnectors(ctx, conversationId)),
);
