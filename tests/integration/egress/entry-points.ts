import { vi } from "vitest";
import type { CurrentSession } from "#lib/auth/types.ts";
import { beginConnect } from "#lib/connections/begin-connect.ts";
import { findConnectionId } from "#lib/connections/data.ts";
import { disconnect } from "#lib/connections/disconnect.ts";
import { finishConnect } from "#lib/connections/finish-connect.ts";
import { listOffers } from "#lib/connections/offers.ts";
import { readPrompt } from "#lib/connections/prompts.ts";
import { readResource } from "#lib/connections/resources.ts";
import { connectionsWithTools, syncTools } from "#lib/connections/tools.ts";
import { addConnector, inspectServer, reserveConnector } from "#lib/connectors/add-connector.ts";
import { editConnector } from "#lib/connectors/edit-connector.ts";
import { recheckConnector } from "#lib/connectors/manage-connector.ts";
import { setPolicy } from "#lib/connectors/set-policy.ts";
import { db } from "#lib/platform/db/client.ts";
import { newId, type OrgContext } from "#lib/platform/ids.ts";
import { advanceToolCall } from "#lib/tool-calls/execute.ts";
import { proposeToolCalls } from "#lib/tool-calls/mutations.ts";
import { createMember } from "#tests/factories/people.ts";
import { browserOf } from "../connections/world.ts";
import { type HostileWorld, PLACES, type Place } from "./hostile-world.ts";

/** The places whose address is followed when it is a good one; of all the others nothing is ever fetched. */
const FOLLOWED = new Set<Place>([
  "resource_metadata",
  "authorization_servers",
  "registration_endpoint",
  "token_endpoint",
  "revocation_endpoint",
]);

/** Brings a hostile address to one place where a URL can enter, by the use cases people have, and goes on as they would. */
export type EntryPoint = {
  name: string;
  isFollowed: boolean;
  enter(world: HostileWorld, target: string): Promise<void>;
};

const CONNECTOR_ADDRESS: EntryPoint[] = [
  {
    name: "the address looked at before adding",
    isFollowed: true,
    enter: async (_, target) => void (await inspectServer((await newOwner()).ctx, target)),
  },
  {
    name: "the address of a new connector",
    isFollowed: true,
    enter: async (_, target) => {
      const owner = await newOwner();
      for (const anyway of [false, true]) {
        const connectorId = await add(owner.ctx, target, anyway);
        if (connectorId) await goOn(owner, connectorId);
      }
    },
  },
  {
    name: "the new address of a connector",
    isFollowed: true,
    enter: async (world, target) => {
      const owner = await newOwner();
      const connectorId = await add(owner.ctx, world.serverUrl("icons", "https://example.com/"));
      if (!connectorId) throw new Error("the harmless connector could not be added");
      await editConnector(owner.ctx, { connectorId, name: "Moved", url: target });
      await goOn(owner, connectorId);
    },
  },
  {
    name: "the address of a connector from before the operator's list was shortened",
    isFollowed: true,
    enter: async (world, target) => {
      // What is stored came through the URL parser.
      if (!URL.canParse(target)) return;
      const owner = await newOwner();
      const connectorId = await add(owner.ctx, world.serverUrl("icons", "https://example.com/"));
      if (!connectorId) throw new Error("the harmless connector could not be added");
      await goOn(owner, connectorId, { isKept: true });
      await db().connector.updateMany({ where: { id: connectorId }, data: { url: new URL(target).href } });
      await recheckConnector(owner.ctx, connectorId);
      await goOn(owner, connectorId);
    },
  },
];

/** Every entry point: the connector's own address, and everything a server and its provider say. */
export const ENTRY_POINTS: EntryPoint[] = [
  ...CONNECTOR_ADDRESS,
  ...PLACES.map(
    (place): EntryPoint => ({
      name: place,
      isFollowed: FOLLOWED.has(place),
      enter: async (world, target) => {
        const owner = await newOwner();
        const connectorId = await add(owner.ctx, world.serverUrl(place, target));
        if (connectorId) await goOn(owner, connectorId);
        if (connectorId && place === "redirect of an icon") await pictureLookedAt(connectorId);
      },
    }),
  ),
];

/** Pictures are looked at beside what people wait for. */
async function pictureLookedAt(connectorId: string): Promise<void> {
  await vi.waitFor(() => db().connectorIcon.findUniqueOrThrow({ where: { connectorId } }), { timeout: 15_000 });
}

async function newOwner(): Promise<CurrentSession> {
  return browserOf(await createMember());
}

async function add(ctx: OrgContext, url: string, anyway = true): Promise<string | null> {
  const reserved = await reserveConnector(ctx);
  if (!reserved.ok) throw new Error(reserved.error);
  const { connectorId } = reserved.value;
  const input = { connectorId, name: "Hostile", url, clientId: null, clientSecret: null, anyway };
  const added = await addConnector(ctx, input);
  return added.ok && added.value.kind === "added" ? connectorId : null;
}

/** Connects, signs in, reads everything there is, calls a tool, renews the token, disconnects: as far as it goes. */
async function goOn(owner: CurrentSession, connectorId: string, { isKept = false } = {}): Promise<void> {
  const { ctx, sessionId } = owner;
  const begun = await beginConnect({ ...ctx, sessionId }, { connectorId, returnTo: "/" });
  if (begun.ok && begun.value.kind === "sign_in") {
    const state = new URL(begun.value.url).searchParams.get("state") ?? "";
    const query = new URLSearchParams({ code: "c", state }).toString();
    await finishConnect(owner, { connectorId, query, isConfirmed: false });
  }
  const connectionId = await findConnectionId(ctx, connectorId);
  if (!connectionId) return;
  await callTool(ctx, connectorId);
  const offers = await listOffers(ctx, connectionId);
  for (const { uri } of offers.ok ? offers.value.resources.items : []) await readResource(ctx, connectionId, uri);
  await readPrompt(ctx, connectionId, { name: "ask", arguments: {} });
  await db().credential.updateMany({ where: { connectionId }, data: { expiresAt: new Date(0) } });
  await syncTools(ctx, connectionId);
  if (!isKept) await disconnect(ctx, connectorId);
}

async function callTool(ctx: OrgContext, connectorId: string): Promise<void> {
  const [item] = await connectionsWithTools(ctx, connectorId);
  const [tool] = item?.tools ?? [];
  if (!tool) return;
  await setPolicy(ctx, { connectorId, toolName: tool.name, mode: "allow" });
  const { orgId, userId } = ctx;
  const conversationId = newId("conversation");
  await db().conversation.create({ data: { id: conversationId, orgId, userId } });
  const runId = newId("run");
  await db().run.create({
    data: { id: runId, orgId, userId, conversationId, idempotencyKey: runId, state: "running" },
  });
  const asked = { index: 0, modelCallId: "call", origin: "model", connectorId, connectionId: null } as const;
  const proposed = { ...asked, toolName: tool.name, definitionHash: tool.hash, arguments: {} };
  const [toolCallId = ""] = await db().$transaction((tx) =>
    proposeToolCalls(tx, ctx, { runId, conversationId, step: 0, calls: [proposed] }),
  );
  await advanceToolCall(ctx, toolCallId);
}
