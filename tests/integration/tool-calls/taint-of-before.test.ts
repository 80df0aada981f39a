import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "#lib/platform/db/client.ts";
import { advanceToolCall } from "#lib/tool-calls/execute.ts";
import type { ScriptedServer } from "../mcp/scripted-server.ts";
import { allowByPolicy, createScene, propose, startCountingServer, TOOL } from "./fixture.ts";

const MIGRATION = new URL("../../../prisma/migrations/20261127030000_taint_of_before/migration.sql", import.meta.url);

let server: ScriptedServer;
beforeAll(async () => {
  server = await startCountingServer();
});
afterAll(() => server.close());

test("what was said in a conversation before taint was noted taints it after the upgrade, once", async () => {
  const scene = await createScene(server.url);
  await allowByPolicy(scene);
  const id = await propose(scene);
  expect(await advanceToolCall(scene.ctx, id)).toMatchObject({ state: "succeeded" });
  const attachment = { id: "att", name: "Note", connector: { id: "gone", name: "Gone" } };
  const { orgId } = scene.ctx;
  const { conversationId } = scene;
  const payload = { text: "Look", attachments: [attachment] };
  await db().conversationEvent.create({ data: { orgId, conversationId, seq: 900, type: "user_message", payload } });
  await db().conversationTaint.deleteMany({ where: { conversationId } });

  const sql = readFileSync(MIGRATION, "utf8");
  await db().$executeRawUnsafe(sql);
  await db().$executeRawUnsafe(sql);
  const taints = await db().conversationTaint.findMany({ where: { conversationId }, orderBy: { at: "asc" } });
  expect(taints).toMatchObject([
    { connectorId: scene.connectorId, source: { kind: "tool_call", id, name: TOOL.name } },
    { connectorId: "gone", connectorName: "", source: { kind: "attachment", id: "att", name: "Note" } },
  ]);
});
