import { expect, test } from "vitest";
import type { ConversationConnector } from "#lib/chat/types.ts";
import type { AccountStanding } from "#lib/connections/types.ts";
import { preflightNotes } from "./preflight-notes.ts";

const NOW = Date.parse("2026-11-27T12:00:00Z");

function connector(given: Partial<ConversationConnector>): ConversationConnector {
  const connectorId = given.name ?? "Notes";
  return {
    connectorId,
    name: connectorId,
    iconUrl: null,
    state: "connected",
    connection: { id: `${connectorId}-account`, accountName: null },
    accounts: [],
    enabled: true,
    tools: [],
    effectiveToolCount: 0,
    ...given,
  };
}
const notes = (connectors: ConversationConnector[], standings: AccountStanding[] = []) =>
  preflightNotes(connectors, new Map(standings.map((one) => [one.connectionId, one])), NOW).map(
    ({ name, kind }) => `${name} ${kind}`,
  );

test("says what would fail, the worst first, of what is connected and switched on alone", () => {
  expect(
    notes([
      connector({ name: "A", state: "degraded" }),
      connector({ name: "B", state: "reconnect" }),
      connector({ name: "C", state: "reconnect", enabled: false }),
      connector({ name: "D", state: "not_connected", connection: null }),
      connector({ name: "E", state: "unreachable" }),
      connector({ name: "F", state: "blocked" }),
      connector({ name: "G" }),
    ]),
  ).toEqual(["B reconnect", "E unreachable", "A degraded"]);
});

test("what is known by now counts for more than what the page was read with", () => {
  const standing = (state: AccountStanding["state"], endsAt: string | null = null): AccountStanding[] => [
    { connectionId: "Notes-account", state, endsAt },
  ];
  expect(notes([connector({})], standing("reconnect"))).toEqual(["Notes reconnect"]);
  expect(notes([connector({ state: "reconnect" })], standing("connected"))).toEqual([]);
  expect(notes([connector({})], standing("connected", "2026-11-27T12:59:00Z"))).toEqual(["Notes expires"]);
  expect(notes([connector({})], standing("connected", "2026-11-27T13:01:00Z"))).toEqual([]);
});
