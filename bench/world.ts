import { type IncomingMessage, request } from "node:http";
import { modelToolName } from "#lib/mcp/definition.ts";
import type { McpTool } from "#lib/mcp/types.ts";
import { instanceSecret } from "#lib/platform/crypto/keys.ts";
import { databaseUrl, db } from "#lib/platform/db/client.ts";
import { signedIn } from "#tests/factories/browser.ts";
import { type CountingServer, startCountingServer } from "#tests/fakes/counting-server.ts";
import { type ModelServer, startModelServer } from "#tests/fakes/model-server.ts";
import { createScene, describeTool, type Scene, setPolicy } from "#tests/integration/tool-calls/fixture.ts";
import { type AppProcess, startApp } from "#tests/setup/app-process.ts";

/** One app process as `npm start` runs it, and a model that answers as fast as it can. */
export type World = {
  app: AppProcess;
  model: ModelServer;
  counting: CountingServer;
  /** A new person in a new workspace, connected to one server with these tools, which run unasked. */
  person(tools: readonly McpTool[]): Promise<Person>;
  close(): Promise<void>;
};

export type Person = { scene: Scene; cookie: string; modelNameOf(tool: string): string };

export async function startWorld(): Promise<World> {
  const [model, counting] = await Promise.all([startModelServer(), startCountingServer()]);
  const app = await startApp({
    env: {
      DATABASE_URL: databaseUrl(),
      SECRET_KEYS: process.env.SECRET_KEYS ?? "",
      EGRESS_ALLOW: counting.hostPort,
      MODEL_PROVIDER: "openai-compatible",
      MODEL_BASE_URL: model.baseUrl,
      MODEL_NAME: "scripted",
    },
  });
  process.env.NEXTAUTH_SECRET = instanceSecret("nextauth");
  return {
    app,
    model,
    counting,
    person: async (tools) => {
      const scene = await createScene(counting.url);
      await db().toolDefinition.deleteMany({ where: { connectionId: scene.connectionId } });
      for (const tool of tools) await describeTool(scene, tool);
      await setPolicy(scene, "allow", "");
      const { slug } = await db().connector.findUniqueOrThrow({ where: { id: scene.connectorId } });
      return { scene, cookie: await signedIn(scene.member), modelNameOf: (tool) => modelToolName(slug, tool) };
    },
    close: async () => {
      await app.destroy();
      await Promise.all([model.close(), counting.close()]);
    },
  };
}

let nextKey = 0;

/** Says something in a conversation, a new one without an id. */
export async function say({ app }: World, { cookie }: Person, text: string, id: string | null): Promise<string> {
  const path = id === null ? "/api/conversations" : `/api/conversations/${id}/messages`;
  const answer = await fetch(`${app.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: app.url, cookie },
    body: JSON.stringify({ text, idempotencyKey: `bench-message-number-${nextKey++}` }),
  });
  const begun = (await answer.json()) as { ok: boolean; value: { conversationId: string } };
  if (!begun.ok) throw new Error(`Saying something: ${JSON.stringify(begun)}`);
  return begun.value.conversationId;
}

export type OpenStream = {
  /** Resolves once there has been an event of that type. */
  seen(type: string): Promise<unknown>;
  /** Resolves with the time (performance.now) at which an event of that type comes that was not there before. */
  next(type: string): Promise<number>;
  close(): void;
};

/** Follows a conversation as a browser does. */
export async function openStream({ app }: World, { cookie }: Person, id: string): Promise<OpenStream> {
  const asked = request(new URL(`/api/conversations/${id}/events`, app.url), { headers: { cookie }, agent: false });
  asked.on("error", () => {});
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    asked.once("response", resolve).once("error", reject).end();
  });
  if (response.statusCode !== 200) throw new Error(`A stream was refused: ${response.statusCode}`);
  const waiting = new Map<string, (at: number) => void>();
  const types = new Set<string>();
  response.setEncoding("utf8").on("data", (chunk: string) => {
    const at = performance.now();
    for (const [, type = ""] of chunk.matchAll(/"type":"(\w+)"/g)) {
      types.add(type);
      waiting.get(type)?.(at);
      waiting.delete(type);
    }
  });
  const next = (type: string) => new Promise<number>((resolve) => waiting.set(type, resolve));
  return {
    seen: (type) => (types.has(type) ? Promise.resolve() : next(type)),
    next,
    close: () => asked.destroy(),
  };
}
