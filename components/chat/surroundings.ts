"use client";

import { createContext, use } from "react";
import type { ConversationConnector } from "#lib/chat/types.ts";

type Surroundings = {
  connectors: ConversationConnector[];
  /** The organization for which the person may decide, as one of its owners; null: none. */
  organization: string | null;
};

/** What a call stands in: the conversation's connectors, and for whom its person may decide. */
export const SurroundingsContext = createContext<Surroundings>({ connectors: [], organization: null });

/** A connector of the conversation; null: it is no more. */
export function useConnector(connectorId: string): ConversationConnector | null {
  return use(SurroundingsContext).connectors.find((each) => each.connectorId === connectorId) ?? null;
}

/** The organization for which the person may decide; null: none. */
export function useOwnOrganization(): string | null {
  return use(SurroundingsContext).organization;
}
