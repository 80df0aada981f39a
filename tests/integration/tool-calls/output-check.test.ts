import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { schemaThreads } from "#lib/mcp/validate-structured.ts";
import { advanceToolCall } from "#lib/tool-calls/execute.ts";
import { answer, onCall, type ScriptedServer } from "../mcp/scripted-server.ts";
import { allowByPolicy, createScene, describeTool, propose, startCountingServer, TOOL } from "./fixture.ts";

let server: ScriptedServer;
beforeEach(async () => {
  server = await startCountingServer();
  await schemaThreads().run({ schema: {}, value: 0 }, 60_000);
});
afterEach(() => server.close());
afterAll(() => schemaThreads().close());

const outputSchema = { type: "object", properties: { a: { type: "string", pattern: "^(a+)+$" } } };

/** Calls a tool with this output schema, its server giving this structured content. */
async function callGiving(structuredContent: unknown) {
  server.script = onCall(
    () => server,
    true,
    ({ response, message }) => answer(response, message.id, { content: [], structuredContent }),
  );
  const scene = await createScene(server.url);
  await allowByPolicy(scene);
  const definitionHash = await describeTool(scene, { ...TOOL, outputSchema });
  return advanceToolCall(scene.ctx, await propose(scene, { definitionHash }));
}

test("a result of the declared form is just a result", async () => {
  const view = await callGiving({ a: "aaa" });
  expect(view).toMatchObject({ state: "succeeded", result: { structuredContent: { a: "aaa" } } });
  expect(view.result).not.toHaveProperty("outputCheck");
});

test("a result of another form is kept, and said to be so: the tool did run", async () => {
  expect(await callGiving({ a: 7 })).toMatchObject({
    state: "succeeded",
    result: { structuredContent: { a: 7 }, outputCheck: { outcome: "mismatch", detail: "result/a must be string" } },
  });
  expect(server.executed).toBe(1);
});

test("a schema whose check never ends costs its check alone", async () => {
  const a = `${"a".repeat(40)}!`;
  expect(await callGiving({ a })).toMatchObject({
    state: "succeeded",
    result: { structuredContent: { a }, outputCheck: { outcome: "unchecked", reason: "took_too_long" } },
  });
});
