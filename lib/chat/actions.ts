"use server";

import { revalidatePath } from "next/cache";
import { orgAction } from "#lib/auth/org-action.ts";
import { chooseAccount } from "./choose-account.ts";
import { deleteConversation, renameConversation } from "./mutations/conversation.ts";
import { chooseAccountSchema, deleteConversationSchema, renameConversationSchema, setToggleSchema } from "./schema.ts";
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
