import { afterAll, beforeAll, expect, it } from "vitest";
import { beginConnect } from "#lib/connections/begin-connect.ts";
import { findConnectionId } from "#lib/connections/data.ts";
import { finishConnect } from "#lib/connections/finish-connect.ts";
import { runCheck } from "#lib/connections/run-check.ts";
import { openVerifier } from "#lib/credentials/sealed.ts";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import { db } from "#lib/platform/db/client.ts";
import { sha256 } from "#lib/platform/ids.ts";
import { advanceToolCall } from "#lib/tool-calls/execute.ts";
import { tracesSettled } from "#lib/traces/record.ts";
import { contextFor, createMember } from "#tests/factories/people.ts";
import { addedConnector, allowEgress, browserOf, value } from "../connections/world.ts";
import { allowByPolicy, describeTool, propose, type Scene, TOOL } from "../tool-calls/fixture.ts";
import { CANARIES, type EchoingProvider, startEchoingProvider } from "./echoing-provider.ts";

let echoing: EchoingProvider;
beforeAll(async () => {
  echoing = await startEchoingProvider();
  allowEgress(echoing.mcp.hostPort, echoing.provider.hostPort);
});
afterAll(async () => {
  await sessionPool().closeAll();
  await echoing.close();
});

/** Ways in which a byte string may lie in a text. */
function forms(secret: string): string[] {
  const base64 = Buffer.from(secret).toString("base64").replace(/=+$/, "");
  return [secret, encodeURIComponent(secret), base64, Buffer.from(secret).toString("hex")];
}

it("no trace holds a token, code, verifier, state, secret, cookie or key, whatever a provider or server repeats", async () => {
  const owner = await createMember();
  const ctx = contextFor(owner);
  const browser = await browserOf(owner);
  const caller = { ...ctx, sessionId: browser.sessionId };
  const connectorId = await addedConnector(ctx, `${echoing.mcp.url}?key=${CANARIES.apiKey}`);
  const secrets: string[] = Object.values(CANARIES);

  /** From the click to the answer of the token endpoint. */
  const signIn = async (): Promise<string> => {
    const begun = value(await beginConnect(caller, { connectorId, returnTo: "/settings/connectors" }));
    if (begun.kind !== "sign_in") throw new Error("no sign-in");
    const state = new URL(begun.url).searchParams.get("state") ?? "";
    const flow = await db().oAuthFlow.findUniqueOrThrow({ where: { stateHash: sha256(state) } });
    const place = { orgId: ctx.orgId, userId: ctx.userId, flowId: flow.id };
    secrets.push(state, openVerifier(flow.verifierBox, place), browser.sessionId);
    const query = `code=${CANARIES.code}&state=${state}`;
    const finished = await finishConnect(browser, { connectorId, query, isConfirmed: false });
    return finished.kind === "done" ? finished.code : finished.kind;
  };

  echoing.refuses.tokens = true;
  expect(await signIn()).toBe("oauth.invalid_grant");
  echoing.refuses.tokens = false;
  expect(await signIn()).toBe("connected");

  const connectionId = (await findConnectionId(ctx, connectorId)) ?? "";
  const conversationId = `cnv_${connectorId}`;
  const runId = `run_${connectorId}`;
  const { orgId, userId } = ctx;
  await db().conversation.create({ data: { id: conversationId, orgId, userId } });
  await db().run.create({
    data: { id: runId, orgId, userId, conversationId, idempotencyKey: runId, state: "running" },
  });
  const scene: Scene = { member: owner, ctx, connectorId, connectionId, conversationId, runId };
  await describeTool(scene, TOOL);
  await allowByPolicy(scene);
  expect(await advanceToolCall(ctx, await propose(scene))).toMatchObject({ state: "succeeded" });
  echoing.refuses.calls = true;
  expect(await advanceToolCall(ctx, await propose(scene))).toMatchObject({ state: "failed" });

  // The provider refuses to renew, and repeats the refresh token while doing so.
  echoing.refuses.tokens = true;
  await db().$executeRaw`UPDATE credentials SET expires_at = now() WHERE connection_id = ${connectionId}`;
  const told: string[] = [];
  await runCheck(ctx, connectorId, (step) => told.push(JSON.stringify(step)));

  await tracesSettled();
  const traces = await db().trace.findMany({ where: { connectorId } });
  expect(new Set(traces.map(({ kind, outcome }) => `${kind} ${outcome}`))).toEqual(
    new Set(["check ok", "connect failed", "connect ok", "call ok", "call failed", "check failed"]),
  );
  const text = `${JSON.stringify(traces)} ${told.join()}`;
  expect(text).toContain("[hidden]");
  expect(secrets).toHaveLength(12);
  for (const secret of secrets) for (const form of forms(secret)) expect(text).not.toContain(form);
});
