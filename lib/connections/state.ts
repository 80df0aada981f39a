import type { ConnectorCheck } from "#lib/connectors/schema.ts";
import { EXPIRES_SOON_MS } from "./constants.ts";
import type { ConnectorState } from "./types.ts";

type Facts = {
  isBlocked: boolean;
  lastCheck: ConnectorCheck | null;
  connection: { state: "connected" | "needs_reauth" | "degraded"; stateReason: string | null } | null;
  endsAt: Date | null;
};

/** The one word for how a connector stands for a person; the first that applies. */
export function connectorState({ isBlocked, lastCheck, connection, endsAt }: Facts, now: Date): ConnectorState {
  if (isBlocked) return "blocked";
  if (!connection) return lastCheck?.outcome === "failed" ? "unreachable" : "not_connected";
  if (connection.state === "needs_reauth") return "reconnect";
  const msLeft = endsAt ? endsAt.getTime() - now.getTime() : Number.POSITIVE_INFINITY;
  if (msLeft <= 0) return "reconnect";
  if (connection.state === "degraded") return connection.stateReason === "unreachable" ? "unreachable" : "degraded";
  return msLeft < EXPIRES_SOON_MS ? "expires_soon" : "connected";
}
