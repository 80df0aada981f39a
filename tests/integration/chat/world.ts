import { setTimeout as sleep } from "node:timers/promises";
import { readAllEvents } from "#lib/chat/data.ts";
import { postMessage, startConversation } from "#lib/chat/post-message.ts";
import { startRunWorker } from "#lib/chat/run-worker.ts";
import { EMPTY_TRANSCRIPT, fold } from "#lib/chat/transcript.ts";
import type { Block, CreateConversation, Toggle, Transcript } from "#lib/chat/types.ts";
import { modelToolName } from "#lib/mcp/definition.ts";
import { db } from "#lib/platform/db/client.ts";
import { closeNotifications } from "#lib/platform/db/notifications.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { forgetOnce } from "#lib/platform/process-registry.ts";
import { type ModelServer, startModelServer } from "#tests/fakes/model-server.ts";
import type { ScriptedServer } from "../mcp/scripted-server.ts";
import { createScene, type Scene, startCountingServer, TOOL } from "../tool-calls/fixture.ts";

/** A scripted model, an MCP server that counts, and members with a connected account at it. */
export type World = {
  model: ModelServer;
  server: ScriptedServer;
  /** A new person in a new organization, connected, and the name under which a model sees their one tool. */
  person: () => Promise<Scene & { toolName: string }>;
  close: () => Promise<void>;
};

export async function createWorld(): Promise<World> {
  const [model, server] = [await startModelServer(), await startCountingServer()];
  process.env.MODEL_PROVIDER = "openai-compatible";
  process.env.MODEL_BASE_URL = model.baseUrl;
  process.env.MODEL_NAME = "scripted";
  forgetOnce("env");
  return {
    model,
    server,
    person: async () => {
      const scene = await createScene(server.url);
      const { slug } = await db().connector.findUniqueOrThrow({ where: { id: scene.connectorId } });
      return { ...scene, toolName: modelToolName(slug, TOOL.name) };
    },
    close: async () => {
      await closeNotifications();
      await Promise.all([model.close(), server.close()]);
    },
  };
}

/** Runs `work` while a worker is there; more than one when told so. */
export async function withWorker<T>(work: () => Promise<T>, count = 1): Promise<T> {
  const workers = Array.from({ length: count }, () => startRunWorker());
  try {
    return await work();
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
  }
}

let nextKey = 0;
/** A key no other message of this test file has. */
export const newKey = () => `idempotency-key-${nextKey++}`;

/** Begins a conversation that must begin; its id. */
export async function begin(ctx: OrgContext, text: string, toggles: Toggle[] = []): Promise<string> {
  const message: CreateConversation = { text, idempotencyKey: newKey(), toggles, accounts: [] };
  const begun = await startConversation(ctx, message);
  if (!begun.ok) throw new Error(`Could not begin: ${begun.error}`);
  return begun.value.conversationId;
}

/** Says something more. */
export function say(ctx: OrgContext, conversationId: string, text: string) {
  return postMessage(ctx, conversationId, { text, idempotencyKey: newKey() });
}

/** The conversation as a page would show it. */
export async function read(ctx: OrgContext, conversationId: string): Promise<Transcript> {
  return fold(EMPTY_TRANSCRIPT, await readAllEvents(ctx, conversationId));
}

/** Polls until the conversation is as wished. */
export async function readUntil(
  ctx: OrgContext,
  conversationId: string,
  isThere: (transcript: Transcript) => boolean,
): Promise<Transcript> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const transcript = await read(ctx, conversationId);
    if (isThere(transcript)) return transcript;
    if (Date.now() > deadline) throw new Error(`Still ${JSON.stringify(transcript, null, 1).slice(0, 4_000)}`);
    await sleep(15);
  }
}

export const isIdle = (transcript: Transcript) => transcript.run?.state === "idle";
export const isWaiting = (transcript: Transcript) => transcript.run?.state === "waiting";

/** The last answer's blocks. */
export function lastBlocks(transcript: Transcript): Block[] {
  const last = transcript.messages.at(-1);
  return last?.role === "assistant" ? last.blocks : [];
}

/** What a conversation says, text by text; calls by tool and state. */
export function gist(transcript: Transcript): string[] {
  return transcript.messages.flatMap((message) => {
    if (message.role === "user")
      return [`user: ${message.content.type === "text" ? message.content.text : message.content.toolName}`];
    const blocks = message.blocks.map((block) => {
      if (block.type === "text") return block.text;
      if (block.type === "search") return `searched: ${block.own.query}`;
      if (block.type === "research") return `research: ${block.research.state}`;
      return block.type === "tool_call" ? `call: ${block.call?.state}` : `refused: ${block.reason}`;
    });
    return [...blocks, ...(message.ending ? [`ending: ${message.ending.type}`] : [])];
  });
}
