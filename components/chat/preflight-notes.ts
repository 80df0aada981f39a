import type { ConversationConnector } from "#lib/chat/types.ts";
import type { AccountStanding } from "#lib/connections/types.ts";

/** A sign-in that ends within this is worth a word before a longer piece of work. */
const ENDS_WITHIN_MS = 60 * 60_000;

/** What would keep a connector of this conversation from working, the worst first. */
const KINDS = ["reconnect", "unreachable", "degraded", "expires"] as const;
type Kind = (typeof KINDS)[number];
export type PreflightNote = { connectorId: string; name: string; kind: Kind; endsAt: string | null };

/**
 * What would fail, or soon will, of what is connected and switched on.
 * @param standings how the accounts stand by now, by id, where that is known better than by the connectors
 */
export function preflightNotes(
  connectors: readonly ConversationConnector[],
  standings: ReadonlyMap<string, AccountStanding>,
  now: number,
): PreflightNote[] {
  const notes = connectors.flatMap(({ connectorId, name, connection, enabled, state }): PreflightNote[] => {
    if (!enabled || !connection) return [];
    const known = standings.get(connection.id);
    const endsAt = known?.endsAt ?? null;
    const kind = kindOf(known?.state ?? state, endsAt, now);
    return kind ? [{ connectorId, name, kind, endsAt }] : [];
  });
  return notes.sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
}

function kindOf(state: ConversationConnector["state"], endsAt: string | null, now: number): Kind | null {
  if (state === "reconnect" || state === "unreachable" || state === "degraded") return state;
  const isOpen = state === "connected" || state === "expires_soon";
  return isOpen && endsAt !== null && Date.parse(endsAt) - now < ENDS_WITHIN_MS ? "expires" : null;
}
