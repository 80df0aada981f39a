import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "#lib/platform/db/client.ts";
import { IS_SOAK } from "#tests/fakes/soak.ts";
import { CONNECTS } from "./connect.ts";
import { survive } from "./survive.ts";
import { toolCalls } from "./tool-call.ts";
import { startWorld, type Victim, type World } from "./world.ts";

/** PATCHBAY_SOAK_SEED repeats a run; without it every run kills at other moments. */
const SEED = Number(process.env.PATCHBAY_SOAK_SEED ?? Date.now() % 1_000_000);
const COUNT = IS_SOAK ? 100 : 5;
const SOAK_MS = 3 * 60 * 60_000;

let world: World;
let countingConnector: string;

beforeAll(async () => {
  world = await startWorld();
  countingConnector = await world.addConnector(world.counting.url);
  for (const { browser } of world.people) {
    const input = { connectorId: countingConnector, returnTo: "/new" };
    const connected = await browser.act("/settings/connectors", "beginConnectAction", input);
    if (!connected.ok) throw new Error(`Connecting without sign-in: ${connected.code}`);
  }
}, 300_000);
afterAll(() => world?.close());
beforeEach(({ onTestFailed }) => onTestFailed(() => console.log(world.app.output().slice(-10_000))));

describe.each<Victim>(["app", "database"])("kill -9 of the %s", (victim) => {
  test(
    "in the middle of a tool call: it starts again, nothing is lost, no call ran twice",
    async () => {
      const seed = SEED + (victim === "app" ? 1 : 2);
      const { problems, report } = await survive(world, toolCalls(countingConnector), victim, { count: COUNT, seed });
      console.log(report);
      expect(problems).toEqual([]);
    },
    SOAK_MS,
  );

  test(
    "in the middle of a connect: nothing is half saved, and it can simply be done again",
    async () => {
      const seed = SEED + (victim === "app" ? 3 : 4);
      const { problems, report } = await survive(world, CONNECTS, victim, { count: COUNT, seed });
      console.log(report);
      expect(problems).toEqual([]);
    },
    SOAK_MS,
  );
});

/** The suite's own teeth: a product that forgot it had sent a call would send it again, and must be found out. */
test("a call that did run twice is noticed", async () => {
  const operation = toolCalls(countingConnector);
  const attempt = await operation.prepare(world, world.people[0]);
  await operation.run(world, attempt, new AbortController().signal);
  await forgetSending(attempt.toolCallId);
  await expect.poll(() => world.counting.executions(attempt.id), { timeout: 30_000 }).toBe(2);
  const problems = await operation.settle(world);
  expect(problems).toContain(`${attempt.id}: executed 2 times`);
  expect(problems).toContain(`${attempt.id}: sent 2 times`);
});

async function forgetSending(toolCallId: string): Promise<void> {
  await db().$transaction(async (tx) => {
    const data = { state: "approved", dispatchedAt: null, finishedAt: null } as const;
    const { runId } = await tx.toolCall.update({ where: { id: toolCallId }, data });
    await tx.approval.update({ where: { toolCallId }, data: { state: "allowed" } });
    await tx.run.update({ where: { id: runId }, data: { state: "queued", finishedAt: null } });
  });
}
