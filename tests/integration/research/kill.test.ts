import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { databaseUrl, db } from "#lib/platform/db/client.ts";
import { startChild, stopChild } from "#tests/fakes/child-process.ts";
import { createWorld, isIdle, readUntil, type World, withWorker } from "../chat/world.ts";
import { answer } from "../mcp/scripted-server.ts";
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

const WORKER = fileURLToPath(new URL("../../soak/worker-kills/worker-process.ts", import.meta.url));

let world: World;
let ann: Investigator;
beforeAll(async () => {
  world = await createWorld();
  ann = await investigator(world);
});
afterAll(() => world.close());

/** Events of an investigation's work at which its worker is killed. */
test.each([3, 9, 14])(
  "kill -9 of the worker around event %i of the work: the next one goes on, no call runs twice",
  async (far) => {
    world.server.executed = 0;
    world.server.script = ({ message, response }) => {
      if (message.method !== "tools/call") return undefined;
      world.server.executed += 1;
      void sleep(60).then(() => answer(response, message.id, { content: [{ type: "text", text: "it is" }] }));
      return true;
    };
    const look = (n: number) => ({ name: ann.look, arguments: { n } });
    // What it asks for depends on what it is shown, as with a real model: two calls, two more, notes, the end.
    play(world, {
      plan: proposePlan({ questions: ["What is it?"], tools: [ann.look] }),
      work: ({ messages }) => {
        const shown = JSON.stringify(messages.at(-1));
        const calls = shown.split("<call ").length - 1;
        if (calls < 4) return { calls: [look(calls + 1), look(calls + 2)] };
        const isNew = shown.includes("No notes yet.");
        const known = [...shown.matchAll(/<call (\d+)[^>]*state=succeeded/g)].map(([, n]) => Number(n));
        return isNew && known.length > 0 ? { calls: [note("It is.", ...known)] } : { text: ["done"] };
      },
      report: { text: ["It is [1][2][3][4]."] },
    });
    const id = await ask(ann.ctx, `What is it, ${far}?`);
    const shown = await withWorker(() => until(ann.ctx, id, "proposed"));
    await start(ann.ctx, shown);
    const begun = await db().conversationEvent.count({ where: { conversationId: id } });
    const worker = await startChild(["--no-warnings", WORKER], { DATABASE_URL: databaseUrl() }, /working/);
    while ((await db().conversationEvent.count({ where: { conversationId: id } })) < begun + far) await sleep(2);
    await stopChild(worker);
    // As if LEASE_MS had passed.
    await db().$executeRaw`UPDATE runs SET lease_until = now() - interval '1 second' WHERE lease_until IS NOT NULL`;
    const transcript = await withWorker(() => readUntil(ann.ctx, id, isIdle));

    expect(researchIn(transcript)).toMatchObject({ state: "finished" });
    const calls = await callsOf(id);
    const succeeded = calls.filter(({ state }) => state === "succeeded").length;
    const unknown = calls.filter(({ state }) => state === "outcome_unknown").length;
    expect(succeeded + unknown).toBe(calls.length);
    expect(calls).toHaveLength(4);
    expect(world.server.executed).toBeGreaterThanOrEqual(succeeded);
    expect(world.server.executed).toBeLessThanOrEqual(calls.length);
    expect(researchIn(transcript)?.findings.length).toBeLessThanOrEqual(1);
    expect(researchIn(transcript)?.report?.sources.length).toBe(succeeded);
  },
  60_000,
);
