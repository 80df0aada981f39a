import { authenticationOf, headerNames } from "./authentication.ts";
import type { ConnectorSettings } from "./schema.ts";
import type { ConnectionFacts, EditImpact, EndReason } from "./types.ts";

/** What of a connector decides whether a connection to it is still good. */
export type ConnectorVersion = {
  url: string;
  settings: ConnectorSettings;
  /** The owner's own OAuth client; null: we register by ourselves. */
  client: { clientId: string; hasSecret: boolean } | null;
};

/** Authorization parameters by which providers know whom a token is for. */
const AUDIENCE_PARAMETERS = ["audience", "resource"];

/** Why a connection ends when a connector changes from one version to another; null: it stays good. */
export function endReason(
  before: ConnectorVersion,
  after: ConnectorVersion,
  connection: ConnectionFacts,
): EndReason | null {
  if (isMoved(before.url, after.url)) return "moved";
  const was = authenticationOf(before.settings);
  const will = authenticationOf(after.settings);
  if (will === "headers") return headerReason(after.settings, connection);
  if (was === "headers") return "authentication_changed";
  if (connection.grant === null) return will === "organization" && was !== will ? "authentication_changed" : null;
  if (was !== will) return "authentication_changed";
  const ended = grantReason(before, after);
  if (ended) return ended;
  const isOtherQuery = new URL(before.url).search !== new URL(after.url).search;
  return isOtherQuery && connection.resource?.includes("?") ? "moved" : null;
}

/** Whether sign-ins that are under way end with a change, as their tokens would. */
export function endsSignIns(before: ConnectorVersion, after: ConnectorVersion): boolean {
  const was = authenticationOf(before.settings);
  return before.url !== after.url || was !== authenticationOf(after.settings) || grantReason(before, after) !== null;
}

/** Another origin or path is another server, which must never see what was meant for the one before. */
export function isMoved(before: string, after: string): boolean {
  const [from, to] = [new URL(before), new URL(after)];
  return from.origin !== to.origin || from.pathname !== to.pathname;
}

/** How many people a change leaves connected, and how many have to connect again and why. */
export function impactOf(
  before: ConnectorVersion,
  after: ConnectorVersion,
  connections: readonly ConnectionFacts[],
): EditImpact {
  const ended = new Map<EndReason, Set<string>>();
  const kept = new Set<string>();
  const endedIds: string[] = [];
  for (const connection of connections) {
    const reason = endReason(before, after, connection);
    if (reason === null) {
      kept.add(connection.userId);
      continue;
    }
    endedIds.push(connection.id);
    ended.set(reason, (ended.get(reason) ?? new Set()).add(connection.userId));
  }
  return { kept: kept.size, ended: [...ended].map(([reason, people]) => ({ reason, people: people.size })), endedIds };
}

/** With headers, a connection is good while it has exactly the values that members give. */
function headerReason(settings: ConnectorSettings, connection: ConnectionFacts): EndReason | null {
  if (connection.grant !== null) return "authentication_changed";
  const wanted = headerNames(settings, "member");
  if (connection.headerNames.some((name) => !wanted.includes(name))) return "header_removed";
  return wanted.some((name) => !connection.headerNames.includes(name)) ? "header_added" : null;
}

/** What makes every token of the connector worthless or meant for somebody else. A replaced secret does not. */
function grantReason(before: ConnectorVersion, after: ConnectorVersion): EndReason | null {
  const isSameClient =
    before.client?.clientId === after.client?.clientId && before.client?.hasSecret === after.client?.hasSecret;
  if (!isSameClient) return "client_changed";
  const [was, will] = [before.settings.oauth, after.settings.oauth];
  const isSameAudience =
    was.omitResource === will.omitResource &&
    AUDIENCE_PARAMETERS.every((name) => was.extraParameters[name] === will.extraParameters[name]);
  return isSameAudience ? null : "audience_changed";
}
