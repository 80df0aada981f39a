import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createWorld, isIdle, readUntil, type World, withWorker } from "../chat/world.ts";
import {
  ask,
  callsOf,
  type Investigator,
  investigator,
  note,
  play,
  proposePlan,
  researchIn,
  start,
  until,
} from "./world.ts";

let world: World;
let ann: Investigator;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  world.server.executed = 0;
  world.model.requests.length = 0;
  ann = await investigator(world);
});

describe("an investigation", () => {
  test("plan, one approval, calls of the plan only, notes, a report whose citations are checked", async () => {
    play(world, {
      plan: proposePlan({
        reason: "It knows.",
        questions: [
          { question: "What is one?", tools: [ann.look] },
          { question: "What is two?", tools: [ann.look] },
        ],
        calls: 5,
      }),
      work: (_, nth) =>
        [
          {
            calls: [
              { name: ann.look, arguments: { n: 1 } },
              { name: ann.look, arguments: { n: 2 } },
            ],
          },
          {
            calls: [
              note("One is done.", 1),
              note("Nothing supports this.", 9),
              { name: "close_question", arguments: { question: "q1" } },
            ],
          },
        ][nth] ?? { text: ["done"] },
      report: { text: ["Both are known [2][1]. ", "A lie [7]. "] },
    });
    await withWorker(async () => {
      const id = await ask(ann.ctx, "What are one and two?");
      const proposed = await until(ann.ctx, id, "proposed");
      expect(proposed.plan).toMatchObject({
        question: "What are one and two?",
        questions: [{ text: "What is one?" }, { text: "What is two?" }],
        tools: [{ toolName: "act", connectorName: "Scripted", accountName: "ann@there" }],
        caps: { calls: 5 },
      });
      expect(world.server.executed).toBe(0);

      expect(await start(ann.ctx, proposed)).toEqual({ ok: true, value: undefined });
      const transcript = await readUntil(ann.ctx, id, isIdle);
      const research = researchIn(transcript);
      expect(research).toMatchObject({ state: "finished", answered: ["q1"], refused: 0 });
      expect(research?.findings).toEqual([expect.objectContaining({ text: "One is done." })]);
      expect(research?.report).toMatchObject({ text: "Both are known [1][2]. A lie.", removed: 1, endedBy: null });
      const calls = await callsOf(id);
      expect(calls.map(({ origin, state }) => [origin, state])).toEqual([
        ["research", "succeeded"],
        ["research", "succeeded"],
      ]);
      expect(calls.map(({ rule }) => rule)).toEqual([{ code: "allowed_by_plan" }, { code: "allowed_by_plan" }]);
      expect(research?.report?.sources.map(({ n, toolCallId }) => [n, toolCallId])).toEqual([
        [1, calls[1]?.id],
        [2, calls[0]?.id],
      ]);
    });
    expect(world.server.executed).toBe(2);
  });
});
