"use client";

import { createContext } from "react";
import type { ConversationView } from "#lib/chat/types.ts";
import type { ConnectorState } from "#lib/connections/types.ts";

/** How things stood when the page was read: of which conversation, each connector by its id, which calls were over. */
export type PageReading = {
  conversationId: string | null;
  connectors: ReadonlyMap<string, ConnectorState>;
  callsOver: ReadonlySet<string>;
};

/** What calls below are shown by. */
export const PageReadingContext = createContext<PageReading>({
  conversationId: null,
  connectors: new Map(),
  callsOver: new Set(),
});

/** The reading that a conversation's page was rendered with. */
export function pageReading({ id, connectors, transcript }: ConversationView): PageReading {
  const calls = transcript.messages.flatMap((message) =>
    message.role === "assistant" ? message.blocks.map((block) => (block.type === "tool_call" ? block.call : null)) : [],
  );
  return {
    conversationId: id,
    connectors: new Map(connectors.map(({ connectorId, state }) => [connectorId, state])),
    callsOver: new Set(calls.flatMap((call) => (call?.finishedAt ? [call.id] : []))),
  };
}
