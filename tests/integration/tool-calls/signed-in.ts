import { beginConnect } from "#lib/connections/begin-connect.ts";
import { findConnectionId } from "#lib/connections/data.ts";
import { db } from "#lib/platform/db/client.ts";
import { newId } from "#lib/platform/ids.ts";
import { contextFor, createMember } from "#tests/factories/people.ts";
import type { ScopedServer } from "#tests/fakes/scoped-mcp-server.ts";
import { addedConnector, browserOf, comeBack, value } from "../connections/world.ts";
import { type Scene, setPolicy } from "./fixture.ts";

/** A person signed in at the provider as ada, whose owners let the tool run; and the hash of its definition. */
export async function signedInScene(server: ScopedServer): Promise<Scene & { definitionHash: string }> {
  const member = await createMember();
  const ctx = contextFor(member);
  const { orgId, userId } = ctx;
  const connectorId = await addedConnector(ctx, server.url);
  const [conversationId, runId] = [newId("conversation"), newId("run")];
  await db().conversation.create({ data: { id: conversationId, orgId, userId } });
  const run = { id: runId, orgId, userId, conversationId, idempotencyKey: runId, state: "running" } as const;
  await db().run.create({ data: run });
  const scene: Scene = { member, ctx, connectorId, connectionId: "", conversationId, runId };
  await signInAs(scene, server, "ada");
  const { hash } = await db().toolDefinition.findFirstOrThrow({ where: { connectionId: scene.connectionId } });
  await setPolicy(scene, "allow");
  return Object.assign(scene, { definitionHash: hash });
}

/** Signs in at the provider and comes back; the scopes that were asked for. */
export async function signInAs(
  scene: Scene,
  server: ScopedServer,
  account: "ada" | "grace",
  scope?: string,
): Promise<string> {
  const { connectorId, member, ctx } = scene;
  const browser = await browserOf(member);
  const caller = { ...browser.ctx, sessionId: browser.sessionId };
  const begun = value(await beginConnect(caller, { connectorId, returnTo: "/" }));
  if (begun.kind !== "sign_in") throw new Error("no sign-in");
  const asked = new URL(begun.url).searchParams;
  const code = server.code({ account, scope: scope ?? asked.get("scope") ?? "" });
  const query = new URLSearchParams({ code, state: asked.get("state") ?? "" });
  const outcome = await comeBack(browser, connectorId, query.toString());
  if (outcome.kind !== "done" || outcome.code !== "connected") throw new Error(JSON.stringify(outcome));
  scene.connectionId = (await findConnectionId(ctx, connectorId)) ?? "";
  return asked.get("scope") ?? "";
}
