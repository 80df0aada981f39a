import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type * as answer from "#lib/approvals/mutations/answer.ts";
import type * as approvals from "#lib/approvals/mutations.ts";
import type * as warnings from "#lib/policy/warnings.ts";
import type * as circumstances from "#lib/tool-calls/data/circumstances.ts";
import type * as dispatching from "#lib/tool-calls/mutations/dispatch.ts";
import {
  APPROVAL_GUARDS,
  missingApproval,
  withoutAnswer,
  withoutComparing,
  withoutLock,
  withoutLookingAgain,
  withoutWarning,
} from "#tests/fakes/missing-approval-guard.ts";
import { approvalsProperty, startApprovals } from "./approvals/property.ts";
import { Lane } from "./approvals/world.ts";

vi.mock("#lib/tool-calls/data/circumstances.ts", async (original) =>
  withoutLookingAgain(await original<typeof circumstances>()),
);
vi.mock("#lib/approvals/mutations.ts", async (original) => withoutAnswer(await original<typeof approvals>()));
vi.mock("#lib/tool-calls/mutations/dispatch.ts", async (original) => withoutLock(await original<typeof dispatching>()));
vi.mock("#lib/approvals/mutations/answer.ts", async (original) => withoutComparing(await original<typeof answer>()));
vi.mock("#lib/policy/warnings.ts", async (original) => withoutWarning(await original<typeof warnings>()));

let world: Awaited<ReturnType<typeof startApprovals>>;
beforeAll(async () => {
  world = await startApprovals();
});
afterAll(() => world.close());

test.each(APPROVAL_GUARDS)("the interleavings find out that the guard %s is missing", async (guard) => {
  missingApproval.guard = guard;
  const tally = { cases: 0, executed: 0, answered: 0, endings: {} };
  const property = approvalsProperty(await Lane.open(world.url), world.executions, tally);
  const { failed, errorInstance } = await fc.check(property, { seed: 20261127, numRuns: 1_000, endOnFailure: true });
  expect(failed).toBe(true);
  expect(String(errorInstance)).toMatch(FOUND[guard]);
});

/** What is found, so that nothing else is taken for it. */
const FOUND = {
  afresh: /Ran /,
  answered: /nobody gave, or that served no more|Ran by a definition/,
  once: /carried out \d times|in the trail once|used twice/,
  shown: /another question than the one it was given to|nobody gave/,
  warned: /before content from outside came in/,
};
