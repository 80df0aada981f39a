import { effectiveTools } from "#lib/chat/effective-tools.ts";
import type { ConversationConnector } from "#lib/chat/types.ts";

/** How many tools a plan could name as things stand: switched on, not blocked, called a read by the owners. */
export function countReadTools(connectors: readonly ConversationConnector[]): number {
  return connectors.flatMap(effectiveTools).filter(({ kind }) => kind === "read").length;
}
