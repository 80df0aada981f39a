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
import {
  chooseAccountSchema,
  chooseModelSchema,
  conversationUsageSchema,
  deleteConversationSchema,
  renameConversationSchema,
  setToggleSchema,
  tryModelSchema,
} from "./schema.ts";
import { moveToggle } from "./toggles.ts";

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

/** Moves a switch in one of my conversations. */
export const setToggleAction = orgAction(
  { name: "setToggle", schema: setToggleSchema },
  async (ctx, { conversationId, ...toggle }) => moveToggle(ctx, conversationId, toggle),
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
