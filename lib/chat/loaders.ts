import { notFound } from "next/navigation";
import { contextForOrg, requireOrgContext, requireUser } from "#lib/auth/loaders.ts";
import { freshenTools } from "#lib/connections/tools.ts";
import { modelOptions } from "#lib/models/data/models.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { log } from "#lib/platform/log.ts";
import { toolAccessOf } from "./data/defaults.ts";
import { findConversation, listConversations, readAllEvents, workspaceOfConversation } from "./data.ts";
import { conversationConnectors } from "./toolset.ts";
import { EMPTY_TRANSCRIPT, fold } from "./transcript.ts";
import type { ConversationPage, ConversationView, NewConversationView } from "./types.ts";

/** The first page of my conversations in this workspace. */
export async function loadConversations(): Promise<ConversationPage> {
  return listConversations(await requireOrgContext(), { search: "" });
}

/**
 * One of my conversations, as far as it has come; the event stream goes on from `transcript.lastSeq`. A link into
 * another workspace of mine switches to it; anybody else's conversation does not exist.
 */
export async function loadConversation(conversationId: string): Promise<ConversationView> {
  const { id: userId } = await requireUser();
  const ctx = await contextForOrg(await workspaceOfConversation(userId, conversationId));
  const [conversation, events, connectors] = await Promise.all([
    findConversation(ctx, conversationId),
    readAllEvents(ctx, conversationId),
    loadConnectors(ctx, conversationId),
  ]);
  if (!conversation) notFound();
  const { id, title } = conversation;
  return { id, title, transcript: fold(EMPTY_TRANSCRIPT, events), ...connectors };
}

/** What `/new` shows: the connectors as a new conversation has them. */
export async function loadNewConversation(): Promise<NewConversationView> {
  return loadConnectors(await requireOrgContext(), null);
}

async function loadConnectors(ctx: OrgContext, conversationId: string | null): Promise<NewConversationView> {
  // In the background: the page shows what is known, the first turn has what is new.
  freshenTools(ctx, 0).catch((error: unknown) => log().warn({ err: error }, "could not look for stale tool lists"));
  const [connectors, toolAccess, models] = await Promise.all([
    conversationConnectors(ctx, conversationId),
    toolAccessOf(ctx, conversationId),
    modelOptions(ctx, conversationId),
  ]);
  return { connectors, toolAccess, models };
}
