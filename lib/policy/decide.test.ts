import fc from "fast-check";
import { describe, expect, test } from "vitest";
import de from "../../messages/de/policy.json" with { type: "json" };
import en from "../../messages/en/policy.json" with { type: "json" };
import { decide } from "./decide.ts";
import { ALLOW_CODES, ASK_CODES, DENY_CODES, type PolicyInput, type PolicyMode } from "./types.ts";

/** A connected member, everything switched on, owners silent, no grant. */
function call(given: Partial<PolicyInput> = {}): PolicyInput {
  return {
    origin: "model",
    isMember: true,
    policy: { tool: null, connector: null },
    toggles: { connectorEnabled: true, toolEnabled: true },
    connection: "connected",
    definitionHash: "now",
    proposedHash: "now",
    grant: null,
    ...given,
  };
}
const granted = { definitionHash: "now" };

describe("deny", () => {
  test.each<[string, Partial<PolicyInput>]>([
    ["membership_ended", { isMember: false }],
    ["blocked_for_tool", { policy: { tool: "block", connector: "allow" } }],
    ["blocked_for_connector", { policy: { tool: "allow", connector: "block" } }],
    ["connector_off", { toggles: { connectorEnabled: false, toolEnabled: true } }],
    ["tool_off", { toggles: { connectorEnabled: true, toolEnabled: false } }],
    ["not_connected", { connection: null }],
    ["sign_in_expired", { connection: "needs_reauth" }],
    ["tool_unknown", { definitionHash: null }],
  ])("%s, even with a grant", (code, given) => {
    expect(decide(call({ grant: granted, ...given }))).toEqual({ outcome: "deny", rule: { code } });
  });
});

describe("ask", () => {
  test.each<[string, Partial<PolicyInput>]>([
    ["asked_by_default", {}],
    ["asked_for_tool", { policy: { tool: "ask", connector: "allow" }, grant: granted }],
    ["asked_for_connector", { policy: { tool: "allow", connector: "ask" }, grant: granted }],
    ["grant_outdated", { grant: { definitionHash: "before" } }],
    ["definition_changed", { proposedHash: "before", grant: granted }],
    ["definition_changed", { proposedHash: "before", policy: { tool: "allow", connector: null } }],
  ])("%s", (code, given) => {
    expect(decide(call(given))).toEqual({ outcome: "ask", rule: { code } });
  });
});

describe("allow", () => {
  test.each<[string, Partial<PolicyInput>]>([
    ["granted", { grant: granted }],
    ["granted", { grant: granted, connection: "degraded" }],
    ["allowed_for_tool", { policy: { tool: "allow", connector: null } }],
    ["allowed_for_connector", { policy: { tool: null, connector: "allow" } }],
  ])("%s", (code, given) => {
    expect(decide(call(given))).toEqual({ outcome: "allow", rule: { code } });
  });
});

const mode = fc.constantFrom<PolicyMode | null>(null, "allow", "ask", "block");
const hash = fc.constantFrom("now", "before");
const anyCall: fc.Arbitrary<PolicyInput> = fc.record({
  origin: fc.constantFrom("model", "person"),
  isMember: fc.boolean(),
  policy: fc.record({ tool: mode, connector: mode }),
  toggles: fc.record({ connectorEnabled: fc.boolean(), toolEnabled: fc.boolean() }),
  connection: fc.constantFrom("connected", "degraded", "needs_reauth", null),
  definitionHash: fc.option(hash, { nil: null }),
  proposedHash: hash,
  grant: fc.option(fc.record({ definitionHash: hash }), { nil: null }),
});

const STRICTNESS = { allow: 0, ask: 1, deny: 2 };
const strictness = (input: PolicyInput) => STRICTNESS[decide(input).outcome];

describe("whatever the circumstances", () => {
  const restrictions: [string, (input: PolicyInput) => PolicyInput][] = [
    ["ending the membership", (i) => ({ ...i, isMember: false })],
    ["blocking the tool", (i) => ({ ...i, policy: { ...i.policy, tool: "block" } })],
    ["blocking the connector", (i) => ({ ...i, policy: { ...i.policy, connector: "block" } })],
    [
      "having the tool asked, unless it was blocked",
      (i) => (i.policy.tool === "block" ? i : { ...i, policy: { ...i.policy, tool: "ask" } }),
    ],
    [
      "having the connector asked, unless it was blocked",
      (i) => (i.policy.connector === "block" ? i : { ...i, policy: { ...i.policy, connector: "ask" } }),
    ],
    ["switching the connector off", (i) => ({ ...i, toggles: { ...i.toggles, connectorEnabled: false } })],
    ["switching the tool off", (i) => ({ ...i, toggles: { ...i.toggles, toolEnabled: false } })],
    ["taking the grant away", (i) => ({ ...i, grant: null })],
    ["disconnecting", (i) => ({ ...i, connection: null })],
    ["letting the sign-in expire", (i) => ({ ...i, connection: "needs_reauth" })],
    ["a definition nobody has seen", (i) => ({ ...i, definitionHash: i.definitionHash && "another" })],
    ["the tool's disappearance", (i) => ({ ...i, definitionHash: null })],
  ];
  test.each(restrictions)("%s never loosens", (_, restrict) => {
    fc.assert(fc.property(anyCall, (input) => strictness(restrict(input)) >= strictness(input)));
  });

  test("nothing runs unasked unless owners or the person allowed this very definition", () => {
    fc.assert(
      fc.property(anyCall, (input) => {
        if (decide(input).outcome !== "allow") return;
        const isGranted = input.grant?.definitionHash === input.definitionHash;
        expect(isGranted || Object.values(input.policy).includes("allow")).toBe(true);
        expect(input.definitionHash).toBe(input.proposedHash);
      }),
      { numRuns: 5_000 },
    );
  });

  test("a person running a tool by hand is treated as a model is", () => {
    fc.assert(
      fc.property(anyCall, (input) => {
        expect(decide({ ...input, origin: "person" })).toEqual(decide({ ...input, origin: "model" }));
      }),
    );
  });
});

test.each([
  ["English", en],
  ["German", de],
])("%s has words for every rule", (_, messages) => {
  expect(Object.keys(messages).sort()).toEqual([...ALLOW_CODES, ...ASK_CODES, ...DENY_CODES].sort());
});
