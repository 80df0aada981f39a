import fc from "fast-check";

/** Something that happens to a call, or around it. */
export type Operation =
  | { kind: "advance"; call: number }
  | {
      kind: "decide";
      call: number;
      decision: "allow_once" | "allow_always" | "deny";
      /** Another value among the arguments; null: as they are. */
      edit: number | null;
      /** From a browser that still shows the first question. */
      isOld: boolean;
    }
  | { kind: "expire"; call: number }
  | { kind: "stop" }
  | { kind: "cancel"; call: number }
  | { kind: "role"; to: "auditor" | "member" }
  | { kind: "switch"; on: boolean }
  | { kind: "policy"; mode: "allow" | "ask" | "block" | null }
  | { kind: "narrow"; mode: "ask" | "block" | null }
  | { kind: "account"; to: "gone" | "there" }
  | { kind: "definition"; version: number }
  | { kind: "taint" }
  | { kind: "revoke" };

const call = fc.constantFrom(0, 0, 0, 1);
const only = <K extends string>(kind: K) => ({ kind: fc.constant(kind) });

const advance = fc.record({ ...only("advance"), call });
const decide = fc.record({
  ...only("decide"),
  call,
  decision: fc.constantFrom("allow_once", "allow_once", "allow_once", "allow_always", "deny"),
  edit: fc.option(fc.nat(3), { nil: null, freq: 3 }),
  isOld: fc.boolean(),
});
const around: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ ...only("expire"), call }),
  fc.record({ ...only("cancel"), call }),
  fc.record(only("stop")),
  fc.record({ ...only("role"), to: fc.constantFrom("auditor", "member") }),
  fc.record({ ...only("switch"), on: fc.boolean() }),
  fc.record({ ...only("policy"), mode: fc.constantFrom("allow", "ask", "block", null) }),
  fc.record({ ...only("narrow"), mode: fc.constantFrom("ask", "block", null) }),
  fc.record({ ...only("account"), to: fc.constantFrom("gone", "there") }),
  fc.record({ ...only("definition"), version: fc.nat(2) }),
  fc.record(only("taint")),
  fc.record(only("revoke")),
) as fc.Arbitrary<Operation>;

const anyOperation = fc.oneof(
  { weight: 5, arbitrary: advance },
  { weight: 4, arbitrary: decide },
  { weight: 3, arbitrary: around },
) as fc.Arbitrary<Operation>;

/** What happens around calls happens once at a time, of each kind; an account and what it sees are one kind. */
const kindOf = ({ kind }: Operation) => (kind === "definition" ? "account" : kind);
const isMany = ({ kind }: Operation) => kind === "advance" || kind === "decide";

/** Rounds of things that happen at once, one round after the other; calls are asked about first. */
export const anyCase: fc.Arbitrary<Operation[][]> = fc
  .array(fc.array(anyOperation, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 6 })
  .map((rounds) => [
    [
      { kind: "advance", call: 0 },
      { kind: "advance", call: 1 },
    ],
    ...rounds.map((round) =>
      round.filter((one, i) => isMany(one) || round.findIndex((other) => kindOf(other) === kindOf(one)) === i),
    ),
    [0, 0, 1, 1].map((index) => ({ kind: "advance", call: index }) as const),
  ]);
