import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { MAX_FRUITLESS_STARTS } from "#lib/chat/constants.ts";
import { modelStep } from "#lib/chat/model-step.ts";
import { appendToRun, type ClaimedRun, claimRun, finishStep, LeaseLostError, renewLease } from "#lib/chat/mutations.ts";
import { stopConversation } from "#lib/chat/post-message.ts";
import { proposeStep, sortCalls } from "#lib/chat/propose-calls.ts";
import { RunControl } from "#lib/chat/run-control.ts";
import { startRunWorker } from "#lib/chat/run-worker.ts";
import { conversationTools } from "#lib/chat/toolset.ts";
import { db } from "#lib/platform/db/client.ts";
import { answer } from "../mcp/scripted-server.ts";
import { allowByPolicy, type Scene } from "../tool-calls/fixture.ts";
import { begin, createWorld, gist, isIdle, isWaiting, read, readUntil, type World, withWorker } from "./world.ts";

let world: World;
let ann: Scene & { toolName: string };
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  world.server.executed = 0;
  world.model.requests.length = 0;
  ann = await world.person();
  await allowByPolicy(ann);
});

/** A worker that takes the run and will never be heard of again, as far as it came. */
async function claimAndDie(asFarAs: (run: ClaimedRun) => Promise<void>): Promise<ClaimedRun> {
  const run = await claimRun();
  if (!run) throw new Error("There was nothing to claim");
  await asFarAs(run);
  await db().$executeRaw`UPDATE runs SET lease_until = now() - interval '1 second' WHERE id = ${run.runId}`;
  return run;
}

const started = { type: "step_started" as const, payload: { step: 0 } };
const delta = (text: string) => ({ type: "text_delta" as const, payload: { text } });

/** The step's end with one call, as a worker writes it. */
async function finishStepWithCall(run: ClaimedRun): Promise<void> {
  const { runId, conversationId } = run;
  const tools = await conversationTools(ann.ctx, conversationId);
  const wanted = sortCalls([{ modelCallId: "m1", modelName: ann.toolName, input: { n: 1 } }], tools);
  await finishStep(run, 0, (tx) =>
    proposeStep(tx, ann.ctx, { runId, conversationId, step: 0, text: "Acting." }, wanted),
  );
}

test("a step whose worker died in the middle of a sentence is said anew, without the half", async () => {
  const id = await begin(ann.ctx, "Hello");
  await claimAndDie((run) => appendToRun(run, [started, delta("Half a sen")]));
  world.model.script({ text: ["Whole."] });
  await withWorker(async () => {
    expect(gist(await readUntil(ann.ctx, id, isIdle))).toEqual(["user: Hello", "Whole."]);
  });
  const types = await db().conversationEvent.findMany({ where: { conversationId: id }, orderBy: { seq: "asc" } });
  expect(types.map(({ type }) => type)).toContain("step_restarted");
});

test("a run ends in the moment of its answer: a worker that dies right after it leaves nothing to be said again", async () => {
  const id = await begin(ann.ctx, "Hello");
  world.model.script({ text: ["Whole."] });
  await claimAndDie(async (run) => {
    await modelStep(run, 0, new RunControl());
  });
  await withWorker(async () => {
    expect(gist(await readUntil(ann.ctx, id, isIdle))).toEqual(["user: Hello", "Whole."]);
  });
  expect(world.model.requests).toHaveLength(1);
});

test("a call that was proposed but not sent is sent by the next worker, once; the step is not asked again", async () => {
  const id = await begin(ann.ctx, "Act");
  await claimAndDie(finishStepWithCall);
  world.model.script({ text: ["Done."] });
  await withWorker(async () => {
    expect(gist(await readUntil(ann.ctx, id, isIdle))).toEqual(["user: Act", "Acting.", "call: succeeded", "Done."]);
  }, 3);
  expect(world.server.executed).toBe(1);
  expect(world.model.requests).toHaveLength(1);
});

test("a call that had become a task at its server is followed by the next worker, not given up", async () => {
  const at = "2026-11-21T00:00:00Z";
  const task = { taskId: "t-1", status: "completed", createdAt: at, lastUpdatedAt: at, ttl: null, pollInterval: 250 };
  world.server.script = ({ response, message }) => {
    if (message.method === "tasks/get") return answer(response, message.id, task);
    if (message.method !== "tasks/result") return undefined;
    return answer(response, message.id, { content: [{ type: "text", text: "researched" }] });
  };
  const id = await begin(ann.ctx, "Act");
  await claimAndDie(async (run) => {
    await finishStepWithCall(run);
    await db().toolCall.updateMany({
      where: { runId: run.runId },
      data: { state: "dispatched", dispatchedAt: new Date(), task: { taskId: "t-1", pollMs: 250 } },
    });
  });
  world.model.script({ text: ["There it is."] });
  await withWorker(async () => {
    const said = gist(await readUntil(ann.ctx, id, isIdle));
    expect(said).toEqual(["user: Act", "Acting.", "call: succeeded", "There it is."]);
  });
  world.server.script = () => undefined;
  expect(world.server.executed).toBe(0);
});

test("a call that had been sent is not sent again: its outcome is unknown, and the model is told so", async () => {
  const id = await begin(ann.ctx, "Act");
  await claimAndDie(async (run) => {
    await finishStepWithCall(run);
    await db().toolCall.updateMany({
      where: { runId: run.runId },
      data: { state: "dispatched", dispatchedAt: new Date() },
    });
  });
  world.model.script({ text: ["I do not know."] });
  await withWorker(async () => {
    expect(gist(await readUntil(ann.ctx, id, isIdle))).toEqual([
      "user: Act",
      "Acting.",
      "call: outcome_unknown",
      "I do not know.",
    ]);
  });
  expect(world.server.executed).toBe(0);
  expect(world.model.requests[0]?.messages.at(-1)?.content).toContain("Whether it took effect is not known");
});

test("a worker that comes back after its lease was taken over writes nothing more", async () => {
  const id = await begin(ann.ctx, "Hello");
  const zombie = await claimAndDie((run) => appendToRun(run, [started, delta("Half")]));
  world.model.script({ text: ["Whole."] });
  await withWorker(() => readUntil(ann.ctx, id, isIdle));
  const before = await read(ann.ctx, id);
  await expect(appendToRun(zombie, [delta(" a lie")])).rejects.toThrow(LeaseLostError);
  await expect(finishStepWithCall(zombie)).rejects.toThrow(LeaseLostError);
  await expect(renewLease(zombie)).rejects.toThrow(LeaseLostError);
  expect(await read(ann.ctx, id)).toEqual(before);
});

test("a worker that is told to stop hands its run back at once, and another goes on with it", async () => {
  const hanging = Promise.withResolvers<void>();
  world.model.script({ text: ["Half"], until: hanging.promise }, { text: ["Whole."] });
  const worker = startRunWorker();
  const id = await begin(ann.ctx, "Hello");
  await readUntil(ann.ctx, id, (transcript) => gist(transcript).includes("Half"));
  await worker.stop();
  expect(await db().run.findFirst({ where: { conversationId: id } })).toMatchObject({
    state: "queued",
    leaseToken: null,
  });
  await withWorker(async () => {
    expect(gist(await readUntil(ann.ctx, id, isIdle))).toEqual(["user: Hello", "Whole."]);
  });
  hanging.resolve();
});

test("a run whose worker died can still be stopped", async () => {
  const id = await begin(ann.ctx, "Act");
  await claimAndDie(finishStepWithCall);
  await stopConversation(ann.ctx, id);
  await withWorker(async () => {
    expect(gist(await readUntil(ann.ctx, id, isIdle))).toContain("call: cancelled");
  });
  expect(world.server.executed).toBe(0);
});

test("somebody who is no longer a member: the run ends, the model is not asked", async () => {
  const id = await begin(ann.ctx, "Act");
  await db().membership.deleteMany({ where: { userId: ann.ctx.userId } });
  await withWorker(async () => {
    const transcript = await readUntil(ann.ctx, id, isIdle);
    expect(transcript.messages.at(-1)).toMatchObject({ ending: { code: "access_ended" } });
  });
  expect(world.model.requests).toHaveLength(0);
});

const callsIn = (conversationId: string) =>
  db().toolCall.findMany({ where: { conversationId }, select: { state: true, approval: { select: { state: true } } } });

test("somebody who is no longer a member: no call is left open, proposed or waiting", async () => {
  const proposed = await begin(ann.ctx, "Act");
  await claimAndDie(finishStepWithCall);
  await db().toolPolicy.deleteMany({ where: { connectorId: ann.connectorId } });
  world.model.script({ calls: [{ name: ann.toolName, arguments: {} }] });
  const asked = await withWorker(async () => {
    await readUntil(ann.ctx, proposed, isWaiting);
    const id = await begin(ann.ctx, "Act");
    await readUntil(ann.ctx, id, isWaiting);
    return id;
  });
  const queued = await begin(ann.ctx, "Act");
  await claimAndDie(finishStepWithCall);
  await db().membership.deleteMany({ where: { userId: ann.ctx.userId } });
  await withWorker(async () => {
    for (const id of [proposed, asked, queued]) {
      const transcript = await readUntil(ann.ctx, id, isIdle);
      expect(transcript.messages.at(-1)).toMatchObject({ ending: { code: "access_ended" } });
    }
  });
  const cancelled = { state: "cancelled", approval: { state: "cancelled" } };
  expect([await callsIn(proposed), await callsIn(asked)]).toEqual([[cancelled], [cancelled]]);
  expect(await callsIn(queued)).toEqual([{ state: "cancelled", approval: null }]);
  expect(world.server.executed).toBe(0);
});

test("somebody who may only look by now: nothing of theirs runs any more", async () => {
  const id = await begin(ann.ctx, "Act");
  await claimAndDie(finishStepWithCall);
  await db().membership.updateMany({ where: { userId: ann.ctx.userId }, data: { role: "auditor" } });
  await withWorker(async () => {
    const transcript = await readUntil(ann.ctx, id, isIdle);
    expect(transcript.messages.at(-1)).toMatchObject({ ending: { code: "access_ended" } });
  });
  expect(world.server.executed).toBe(0);
});

test("somebody who is removed in the middle of a turn: their model is not asked again", async () => {
  world.model.script({ calls: [{ name: ann.toolName, arguments: {} }] }, { text: ["Never said."] });
  world.server.script = ({ message, response }) => {
    if (message.method !== "tools/call") return undefined;
    const removal = db().membership.deleteMany({ where: { userId: ann.ctx.userId } });
    void removal.then(() => answer(response, message.id, { content: [] }));
    return true;
  };
  const id = await begin(ann.ctx, "Act");
  await withWorker(async () => {
    const transcript = await readUntil(ann.ctx, id, isIdle);
    expect(transcript.messages.at(-1)).toMatchObject({ ending: { code: "access_ended" } });
  });
  world.server.script = () => undefined;
  expect(world.model.requests).toHaveLength(1);
});

test("a run that ends every process that takes it up is given up", async () => {
  const id = await begin(ann.ctx, "Hello");
  for (let start = 0; start < MAX_FRUITLESS_STARTS; start++)
    await claimAndDie((run) => appendToRun(run, [{ type: "run_started", payload: {} }, delta("Half")]));
  await withWorker(async () => {
    const transcript = await readUntil(ann.ctx, id, isIdle);
    expect(transcript.messages.at(-1)).toMatchObject({ ending: { type: "failed", code: "internal" } });
  });
  expect(world.model.requests).toHaveLength(0);
});

test("a run that got somewhere in between goes on, however often its workers died", async () => {
  const id = await begin(ann.ctx, "Act");
  for (let start = 1; start < MAX_FRUITLESS_STARTS; start++)
    await claimAndDie((run) => appendToRun(run, [{ type: "run_started", payload: {} }]));
  await claimAndDie(finishStepWithCall);
  await claimAndDie((run) => appendToRun(run, [{ type: "run_started", payload: {} }]));
  world.model.script({ text: ["Done."] });
  await withWorker(async () => {
    expect(gist(await readUntil(ann.ctx, id, isIdle))).toEqual(["user: Act", "Acting.", "call: succeeded", "Done."]);
  });
});

test("many workers, many conversations: each is answered once", async () => {
  const hello = { text: ["Hello."] };
  world.model.script(...Array.from({ length: 12 }, () => hello));
  await withWorker(async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, (_, i) => begin(ann.ctx, `Hello ${i}`)));
    for (const [i, id] of ids.entries())
      expect(gist(await readUntil(ann.ctx, id, isIdle))).toEqual([`user: Hello ${i}`, "Hello."]);
  }, 4);
  expect(world.model.requests).toHaveLength(12);
});
