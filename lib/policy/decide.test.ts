import fc from "fast-check";
import { describe, expect, test } from "vitest";
import de from "../../messages/de/policy.json" with { type: "json" };
import en from "../../messages/en/policy.json" with { type: "json" };
import { decide } from "./decide.ts";
import { ruleSchema } from "./schema.ts";
import {
  ACTION_KINDS,
  ALLOW_CODES,
  ASK_CODES,
  DENY_CODES,
  type NarrowingMode,
  type PolicyInput,
  type PolicyMode,
} from "./types.ts";

const SILENT = { tool: null, kind: null, connector: null };
const source = { connectorId: "c", connectorName: "Mail", kind: "tool_call", id: "t", name: "read_mail" } as const;

/** A connected member, everything switched on, owners silent, no grant, nothing from outside. */
function call(given: Partial<PolicyInput> = {}): PolicyInput {
  return {
    origin: "model",
    isMember: true,
    policy: SILENT,
    allowedHash: null,
    kind: null,
    person: { tool: null, connector: null },
    toggles: { connectorEnabled: true, toolEnabled: true },
    connection: "connected",
    definitionHash: "now",
    proposedHash: "now",
    grant: null,
    taint: null,
    suspicion: null,
    research: null,
    ...given,
  };
}
const granted = { definitionHash: "now" };
const byOwners = (given: Partial<PolicyInput["policy"]>) => ({ policy: { ...SILENT, ...given } });
const byYou = (given: Partial<PolicyInput["person"]>) => ({ person: { tool: null, connector: null, ...given } });

describe("deny", () => {
  test.each<[string, Partial<PolicyInput>]>([
    ["membership_ended", { isMember: false }],
    ["blocked_for_tool", byOwners({ tool: "block", connector: "allow" })],
    ["blocked_for_kind", byOwners({ tool: "allow", kind: "block" })],
    ["blocked_for_connector", byOwners({ tool: "allow", kind: "allow", connector: "block" })],
    ["blocked_by_you", { ...byOwners({ tool: "allow" }), ...byYou({ tool: "block" }) }],
    ["blocked_by_you", byYou({ connector: "block", tool: "ask" })],
    ["blocked_suspicious", { ...byOwners({ tool: "allow" }), suspicion: "block" }],
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
    ["asked_by_default", { taint: source, kind: "read" }],
    ["asked_suspicious", { suspicion: "ask", ...byOwners({ tool: "allow" }), grant: granted }],
    ["asked_suspicious", { suspicion: "ask", taint: source }],
    ["asked_for_tool", { ...byOwners({ tool: "ask", kind: "allow", connector: "allow" }), grant: granted }],
    ["asked_for_kind", { ...byOwners({ kind: "ask", connector: "allow" }), grant: granted }],
    ["asked_for_connector", { ...byOwners({ connector: "ask" }), grant: granted }],
    ["asked_by_you", { ...byYou({ tool: "ask" }), ...byOwners({ tool: "allow" }), grant: granted }],
    ["asked_by_you", { ...byYou({ connector: "ask" }), ...byOwners({ connector: "allow" }), grant: granted }],
    ["grant_outdated", { grant: { definitionHash: "before" } }],
    ["definition_changed", { proposedHash: "before", grant: granted }],
    ["definition_changed", { proposedHash: "before", ...byOwners({ tool: "allow" }) }],
    ["definition_changed", { ...byOwners({ tool: "allow", connector: "allow" }), allowedHash: "before" }],
  ])("%s", (code, given) => {
    expect(decide(call(given))).toEqual({ outcome: "ask", rule: { code } });
  });

  test.each<[string, Partial<PolicyInput>]>([
    ["owners allow the tool", byOwners({ tool: "allow" })],
    ["owners allow its kind", { ...byOwners({ kind: "allow" }), kind: "write" }],
    ["owners allow the connector", byOwners({ connector: "allow" })],
    ["the person allowed it for good", { grant: granted }],
    ["it deletes", { kind: "delete", grant: granted }],
    ["owners want it asked anyway", byOwners({ tool: "ask" })],
  ])("asked_tainted, saying what brought it in, although %s", (_, given) => {
    expect(decide(call({ taint: source, ...given }))).toEqual({
      outcome: "ask",
      rule: { code: "asked_tainted", source },
    });
  });
});

describe("allow", () => {
  test.each<[string, Partial<PolicyInput>]>([
    ["granted", { grant: granted }],
    ["granted", { grant: granted, connection: "degraded" }],
    ["granted", { grant: granted, ...byOwners({ tool: "allow" }), allowedHash: "before" }],
    ["granted", { grant: granted, taint: source, kind: "read" }],
    ["allowed_for_tool", byOwners({ tool: "allow" })],
    ["allowed_for_tool", { ...byOwners({ tool: "allow", kind: "ask", connector: "ask" }), allowedHash: "now" }],
    ["allowed_for_kind", byOwners({ kind: "allow", connector: "ask" })],
    ["allowed_for_connector", byOwners({ connector: "allow" })],
  ])("%s", (code, given) => {
    expect(decide(call(given))).toEqual({ outcome: "allow", rule: { code } });
  });
});

describe("research", () => {
  const planned = { origin: "research", research: { isInPlan: true }, kind: "read" } as const;

  test.each<[string, Partial<PolicyInput>]>([
    ["nothing decided", {}],
    ["a grant for another definition", { grant: { definitionHash: "before" } }],
    ["content from outside", { taint: source }],
    ["owners' allow", byOwners({ connector: "allow" })],
  ])("runs what is in the plan and reads: %s", (_, given) => {
    const decision = decide(call({ ...planned, ...given }));
    expect(decision).toEqual({ outcome: "allow", rule: { code: "allowed_by_plan" } });
  });

  test.each<[string, Partial<PolicyInput>]>([
    ["not_in_plan", { research: { isInPlan: false } }],
    ["not_in_plan", { research: null }],
    ["not_read_only", { kind: null }],
    ["not_read_only", { kind: "write" }],
    ["not_read_only", { kind: "delete" }],
    ["research_cannot_ask", byOwners({ tool: "ask" })],
    ["research_cannot_ask", byOwners({ kind: "ask" })],
    ["research_cannot_ask", byOwners({ connector: "ask" })],
    ["research_cannot_ask", byYou({ connector: "ask" })],
    ["research_cannot_ask", { suspicion: "ask" }],
    ["research_cannot_ask", { proposedHash: "before" }],
    ["research_cannot_ask", { ...byOwners({ tool: "allow" }), allowedHash: "before" }],
    ["blocked_for_kind", byOwners({ kind: "block" })],
    ["blocked_by_you", byYou({ tool: "block" })],
    ["blocked_suspicious", { suspicion: "block" }],
    ["tool_off", { toggles: { connectorEnabled: true, toolEnabled: false } }],
  ])("%s, even with a grant and owners' allow", (code, given) => {
    const decision = decide(call({ ...planned, ...byOwners({ connector: "allow" }), grant: granted, ...given }));
    expect(decision).toEqual({ outcome: "deny", rule: { code } });
  });
});

const mode = fc.constantFrom<PolicyMode | null>(null, "allow", "ask", "block");
const narrowing = fc.constantFrom<NarrowingMode | null>(null, "ask", "block");
const hash = fc.constantFrom("now", "before");
const anyCall: fc.Arbitrary<PolicyInput> = fc.record({
  origin: fc.constantFrom("model", "person", "research"),
  isMember: fc.boolean(),
  policy: fc.record({ tool: mode, kind: mode, connector: mode }),
  allowedHash: fc.option(hash, { nil: null }),
  kind: fc.constantFrom(null, ...ACTION_KINDS),
  person: fc.record({ tool: narrowing, connector: narrowing }),
  toggles: fc.record({ connectorEnabled: fc.boolean(), toolEnabled: fc.boolean() }),
  connection: fc.constantFrom("connected", "degraded", "needs_reauth", null),
  definitionHash: fc.option(hash, { nil: null }),
  proposedHash: hash,
  grant: fc.option(fc.record({ definitionHash: hash }), { nil: null }),
  taint: fc.constantFrom(null, source),
  suspicion: narrowing,
  research: fc.option(fc.record({ isInPlan: fc.boolean() }), { nil: null }),
});

const STRICTNESS = { allow: 0, ask: 1, deny: 2 };
const strictness = (input: PolicyInput) => STRICTNESS[decide(input).outcome];
const RUNS = { numRuns: 5_000, seed: 4 };

/** The input with owners' decision at one level made stricter; a block stays one. */
const askedFor = (level: keyof PolicyInput["policy"]) => (input: PolicyInput) =>
  input.policy[level] === "block" ? input : { ...input, policy: { ...input.policy, [level]: "ask" } as const };
const blockedFor = (level: keyof PolicyInput["policy"]) => (input: PolicyInput) => ({
  ...input,
  policy: { ...input.policy, [level]: "block" } as const,
});

describe("whatever the circumstances", () => {
  const restrictions: [string, (input: PolicyInput) => PolicyInput][] = [
    ["ending the membership", (i) => ({ ...i, isMember: false })],
    ["blocking the tool", blockedFor("tool")],
    ["blocking its kind", blockedFor("kind")],
    ["blocking the connector", blockedFor("connector")],
    ["having the tool asked, unless it was blocked", askedFor("tool")],
    ["having its kind asked, unless it was blocked", askedFor("kind")],
    ["having the connector asked, unless it was blocked", askedFor("connector")],
    ["the person's block", (i) => ({ ...i, person: { ...i.person, tool: "block" } })],
    [
      "the person's wish to be asked",
      (i) => (i.person.connector === "block" ? i : { ...i, person: { ...i.person, connector: "ask" } }),
    ],
    ["switching the connector off", (i) => ({ ...i, toggles: { ...i.toggles, connectorEnabled: false } })],
    ["switching the tool off", (i) => ({ ...i, toggles: { ...i.toggles, toolEnabled: false } })],
    ["taking the grant away", (i) => ({ ...i, grant: null })],
    ["disconnecting", (i) => ({ ...i, connection: null })],
    ["letting the sign-in expire", (i) => ({ ...i, connection: "needs_reauth" })],
    ["the tool's disappearance", (i) => ({ ...i, definitionHash: null })],
    ["content from outside", (i) => ({ ...i, taint: source })],
    ["a suspicion", (i) => ({ ...i, suspicion: i.suspicion ?? "ask" })],
    ["taking owners' classification away", (i) => ({ ...i, kind: null })],
    ["a plan without the tool", (i) => ({ ...i, research: null })],
  ];
  test.each(restrictions)("%s never loosens", (_, restrict) => {
    fc.assert(
      fc.property(anyCall, (input) => strictness(restrict(input)) >= strictness(input)),
      RUNS,
    );
  });

  test("a definition nobody has seen runs only where owners allow its kind or connector, whatever it may be", () => {
    fc.assert(
      fc.property(anyCall, (given) => {
        const input = { ...given, definitionHash: "another", proposedHash: "another" };
        const { outcome, rule } = decide(input);
        if (outcome !== "allow") return;
        expect(["allowed_for_tool", "allowed_for_kind", "allowed_for_connector", "allowed_by_plan"]).toContain(
          rule.code,
        );
        if (rule.code === "allowed_for_tool") expect(input.allowedHash).toBeNull();
      }),
      RUNS,
    );
  });

  test("nothing runs unasked unless owners, the person or the plan allowed this very definition", () => {
    fc.assert(
      fc.property(anyCall, (input) => {
        if (decide(input).outcome !== "allow") return;
        const isGranted = input.grant?.definitionHash === input.definitionHash;
        const isPlanned = input.origin === "research" && input.research?.isInPlan === true && input.kind === "read";
        expect(isGranted || isPlanned || Object.values(input.policy).includes("allow")).toBe(true);
        expect(input.definitionHash).toBe(input.proposedHash);
      }),
      RUNS,
    );
  });

  test("what writes never runs unasked beside content from outside, and nothing suspicious ever does", () => {
    fc.assert(
      fc.property(anyCall, (input) => {
        if (decide(input).outcome !== "allow") return;
        expect(input.taint === null || input.kind === "read").toBe(true);
        expect(input.suspicion).toBeNull();
      }),
      RUNS,
    );
  });

  test("a block of owners' or of the person's holds at every level", () => {
    fc.assert(
      fc.property(anyCall, (input) => {
        const modes = [...Object.values(input.policy), ...Object.values(input.person)];
        if (modes.includes("block")) expect(decide(input).outcome).toBe("deny");
      }),
      RUNS,
    );
  });

  test("research never asks, and does nothing that a model could not", () => {
    fc.assert(
      fc.property(anyCall, (input) => {
        const alone = decide({ ...input, origin: "research" });
        expect(alone.outcome).not.toBe("ask");
        if (alone.outcome === "allow") expect(decide({ ...input, origin: "model" }).outcome).not.toBe("deny");
      }),
      RUNS,
    );
  });

  test("a person running a tool by hand is treated as a model is", () => {
    fc.assert(
      fc.property(anyCall, (input) => {
        expect(decide({ ...input, origin: "person" })).toEqual(decide({ ...input, origin: "model" }));
      }),
      RUNS,
    );
  });

  test("the rule can be stored and read again as it was", () => {
    fc.assert(
      fc.property(anyCall, (input) => {
        const { rule } = decide(input);
        expect(ruleSchema.parse(JSON.parse(JSON.stringify(rule)))).toEqual(rule);
      }),
      RUNS,
    );
  });
});

test.each([
  ["English", en],
  ["German", de],
])("%s has words for every rule", (_, messages) => {
  expect(Object.keys(messages).sort()).toEqual([...ALLOW_CODES, ...ASK_CODES, ...DENY_CODES].sort());
});
