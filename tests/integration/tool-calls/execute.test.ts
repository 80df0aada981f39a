import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { db } from "#lib/platform/db/client.ts";
import { argumentsHash } from "#lib/tool-calls/arguments.ts";
import { WORKER_LOST } from "#lib/tool-calls/constants.ts";
import { advanceToolCall, ToolCallNotFoundError } from "#lib/tool-calls/execute.ts";
import { contextFor, createMember } from "#tests/factories/people.ts";
import { answer, onCall, refuse, type ScriptedServer } from "../mcp/scripted-server.ts";
import { eachInAScene } from "./each-in-a-scene.ts";
import { allowByPolicy, propose, type Scene, setPolicy, TOOL, toggle, trailOf } from "./fixture.ts";

let server: ScriptedServer;
let scene: Scene;
eachInAScene((now) => {
  ({ server, scene } = now);
});

const advance = (id: string, options?: Parameters<typeof advanceToolCall>[2]) =>
  advanceToolCall(scene.ctx, id, options);

describe("proposing", () => {
  test("the same step twice makes its calls once, with the arguments of the first time", async () => {
    const first = await propose(scene, { step: 900, arguments: { a: 1 } });
    const second = await propose(scene, { step: 900, arguments: { a: 2 } });
    expect(second).toBe(first);
    expect(await db().toolCall.findUnique({ where: { id: first } })).toMatchObject({ arguments: { a: 1 } });
    expect((await trailOf(first)).map((event) => event.type)).toEqual(["toolCall.requested"]);
  });

  test("whatever the arguments, what the database gives back still has their hash", async () => {
    const given = fc.sample(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })), { numRuns: 60, seed: 7 });
    const odd: Record<string, unknown>[] = [
      JSON.parse('{"__proto__":{"a":1}}'),
      { n: -0, m: 1e-320, k: 1.7976931348623157e308 },
    ];
    for (const each of [...given, ...odd]) {
      const id = await propose(scene, { arguments: each });
      const row = await db().toolCall.findUniqueOrThrow({ where: { id } });
      expect(argumentsHash(row.arguments)).toBe(row.argumentsHash);
    }
  });

  test("another person's run takes no calls", async () => {
    const stranger = contextFor(await createMember({ org: scene.member.org }));
    await expect(propose({ ...scene, ctx: stranger })).rejects.toThrow("No such run");
  });

  test("arguments that cannot be stored or shown are refused", async () => {
    let deep: object = {};
    for (let i = 0; i < 100; i += 1) deep = { deep };
    await expect(propose(scene, { arguments: { deep } })).rejects.toThrow(RangeError);
    await expect(propose(scene, { arguments: { long: "x".repeat(300_000) } })).rejects.toThrow(RangeError);
  });
});

describe("running", () => {
  test("a call that is allowed runs with its stored arguments and is recorded from beginning to end", async () => {
    await allowByPolicy(scene);
    const id = await propose(scene, { arguments: { text: "é\u0000", n: 1e21, nested: { b: 1, a: [null] } } });
    expect(await advance(id)).toMatchObject({
      state: "succeeded",
      rule: { code: "allowed_for_tool" },
      connector: { name: "Scripted" },
      account: { id: scene.connectionId, name: "ann@there" },
      tool: { name: "act", title: "Act", annotations: { readOnlyHint: true } },
      result: { content: [{ type: "text", text: "done 1" }], isError: false },
      failure: null,
      approval: null,
    });
    const sent = server.requests.findLast((request) => request.body.includes("tools/call"));
    expect(JSON.parse(sent?.body ?? "").params).toMatchObject({
      name: "act",
      arguments: { text: "é\uFFFD", n: 1e21, nested: { b: 1, a: [null] } },
    });
    expect((await trailOf(id)).map((event) => event.type)).toEqual([
      "toolCall.requested",
      "toolCall.dispatched",
      "toolCall.finished",
    ]);
  });

  test("the call is stored as sent, with its record, before the server hears of it", async () => {
    await allowByPolicy(scene);
    const id = await propose(scene);
    let seen: Promise<unknown[]> | undefined;
    server.script = onCall(
      () => server,
      true,
      ({ response, message }) => {
        seen = Promise.all([db().toolCall.findUniqueOrThrow({ where: { id } }), trailOf(id)]).finally(() =>
          answer(response, message.id, { content: [] }),
        );
      },
    );
    await advance(id);
    expect(await seen).toMatchObject([{ state: "dispatched" }, [{}, { type: "toolCall.dispatched" }]]);
  });

  test("of 20 that advance one call at once, one sends it", async () => {
    await allowByPolicy(scene);
    const id = await propose(scene);
    const views = await Promise.all(Array.from({ length: 20 }, () => advance(id)));
    expect(server.executed).toBe(1);
    expect(new Set(views.map((view) => view.state))).toEqual(new Set(["dispatched", "succeeded"]));
    expect((await trailOf(id)).filter((event) => event.type === "toolCall.dispatched")).toHaveLength(1);
  });

  test("a finished call stays as it is", async () => {
    await allowByPolicy(scene);
    const id = await propose(scene);
    const done = await advance(id);
    expect(await advance(id)).toEqual(done);
    expect(server.executed).toBe(1);
  });

  test("tells when it has been sent", async () => {
    await allowByPolicy(scene);
    const seen: string[] = [];
    await advance(await propose(scene), { onDispatched: (view) => void seen.push(view.state) });
    expect(seen).toEqual(["dispatched"]);
  });

  test("somebody else's call is not found, in the same organization or another", async () => {
    await allowByPolicy(scene);
    const id = await propose(scene);
    for (const member of [await createMember({ org: scene.member.org }), await createMember()])
      await expect(advanceToolCall(contextFor(member), id)).rejects.toBeInstanceOf(ToolCallNotFoundError);
    expect(server.executed).toBe(0);
  });
});

describe("what comes back", () => {
  beforeEach(() => allowByPolicy(scene));

  test("an error of the tool: failed, with the server's own words", async () => {
    server.script = onCall(
      () => server,
      true,
      ({ response, message }) =>
        answer(response, message.id, { content: [{ type: "text", text: "No such file" }], isError: true }),
    );
    expect(await advance(await propose(scene))).toMatchObject({
      state: "failed",
      failure: { code: "tool_error" },
      result: { content: [{ text: "No such file" }], isError: true },
    });
  });

  test("a server that wants a sign-in: nothing was carried out, it waits for one", async () => {
    server.script = onCall(
      () => server,
      false,
      ({ response }) => refuse(response, 401),
    );
    expect(await advance(await propose(scene))).toMatchObject({
      state: "awaiting_connection",
      connectionNeed: { need: "reconnect" },
      dispatchedAt: null,
    });
  });

  test("a failure after sending: the outcome is unknown, and nothing ever sends it again", async () => {
    server.script = onCall(
      () => server,
      true,
      ({ response }) => refuse(response, 500),
    );
    const id = await propose(scene);
    expect(await advance(id)).toMatchObject({ state: "outcome_unknown", failure: { code: "server_error" } });
    await advance(id);
    expect(server.executed).toBe(1);
  });

  test("a refusal that repeats the server's address: a key in it is not told", async () => {
    const url = `${server.url}/key-4711?token=4712`;
    await db().connector.update({ where: { id: scene.connectorId }, data: { url } });
    server.script = onCall(
      () => server,
      false,
      ({ request, response }) => refuse(response, 415, `Cannot POST ${request.url}`),
    );
    const view = await advance(await propose(scene));
    expect(view).toMatchObject({ state: "failed", failure: { code: "rejected", detail: "Cannot POST …" } });
    expect(JSON.stringify(view.failure)).not.toMatch(/471/);
  });

  test("Stop while it runs: cancelled", async () => {
    const stop = new AbortController();
    server.script = onCall(
      () => server,
      true,
      () => stop.abort(),
    );
    expect(await advance(await propose(scene), { signal: stop.signal })).toMatchObject({ state: "cancelled" });
  });

  test("its worker has to let go while it runs: nobody cancelled it, so its outcome is unknown", async () => {
    const worker = new AbortController();
    server.script = onCall(
      () => server,
      true,
      () => worker.abort(WORKER_LOST),
    );
    expect(await advance(await propose(scene), { signal: worker.signal })).toMatchObject({
      state: "outcome_unknown",
      failure: { code: "worker_lost" },
    });
  });

  test("a server that is down: failed, nothing was sent", async () => {
    await db().connector.update({
      where: { id: scene.connectorId },
      data: { url: `${server.origin.replace("127.0.0.1", "127.0.0.9")}/mcp` },
    });
    expect(await advance(await propose(scene))).toMatchObject({
      state: "failed",
      failure: { code: "address_refused" },
    });
  });
});

describe("denied at the moment of the call, whatever was true when it was proposed", () => {
  test.each<[string, (scene: Scene) => Promise<unknown>]>([
    ["connector_off", (s) => toggle(s, "", false)],
    ["tool_off", (s) => toggle(s, TOOL.name, false)],
    ["blocked_for_tool", (s) => setPolicy(s, "block")],
    ["blocked_for_connector", (s) => setPolicy(s, "block", "")],
    ["tool_unknown", (s) => db().toolDefinition.deleteMany({ where: { connectionId: s.connectionId } })],
  ])("%s", async (code, change) => {
    await allowByPolicy(scene);
    const id = await propose(scene);
    await change(scene);
    expect(await advance(id)).toMatchObject({ state: "denied", rule: { code } });
    expect(server.executed).toBe(0);
    expect((await trailOf(id)).at(-1)).toMatchObject({
      type: "toolCall.finished",
      data: { state: "denied", rule: code },
    });
  });

  test("membership_ended: the call itself is gone for who left, and would not run", async () => {
    await allowByPolicy(scene);
    const id = await propose(scene);
    await db().membership.deleteMany({ where: { userId: scene.ctx.userId } });
    expect(await advance(id)).toMatchObject({ state: "denied", rule: { code: "membership_ended" } });
    expect(server.executed).toBe(0);
  });

  test("membership_ended: who may only look by now runs nothing", async () => {
    await allowByPolicy(scene);
    const id = await propose(scene);
    await db().membership.updateMany({ where: { userId: scene.ctx.userId }, data: { role: "auditor" } });
    expect(await advance(id)).toMatchObject({ state: "denied", rule: { code: "membership_ended" } });
    expect(server.executed).toBe(0);
  });

  test.each<[string, string, (scene: Scene) => Promise<unknown>]>([
    ["not_connected", "connect", (s) => db().connection.delete({ where: { id: s.connectionId } })],
    [
      "sign_in_expired",
      "reconnect",
      (s) => db().connection.update({ where: { id: s.connectionId }, data: { state: "needs_reauth" } }),
    ],
  ])("%s: waits, because connecting helps", async (code, need, change) => {
    await allowByPolicy(scene);
    const id = await propose(scene);
    await change(scene);
    expect(await advance(id)).toMatchObject({
      state: "awaiting_connection",
      rule: { code },
      connectionNeed: { need },
    });
    expect(server.executed).toBe(0);
  });

  test("arguments that were changed in the database", async () => {
    await allowByPolicy(scene);
    const id = await propose(scene);
    await db().toolCall.update({ where: { id }, data: { arguments: { to: "attacker" } } });
    expect(await advance(id)).toMatchObject({ state: "denied", rule: { code: "approval_outdated" } });
    expect(server.executed).toBe(0);
  });
});
