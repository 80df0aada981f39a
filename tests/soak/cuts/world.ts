import { setTimeout as sleep } from "node:timers/promises";
import { modelToolName } from "#lib/mcp/definition.ts";
import { instanceSecret } from "#lib/platform/crypto/keys.ts";
import { databaseUrl, db } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { signedIn } from "#tests/factories/browser.ts";
import { type CountingServer, startCountingServer } from "#tests/fakes/counting-server.ts";
import { type ModelServer, startModelServer } from "#tests/fakes/model-server.ts";
import { createScene, describeTool, setPolicy } from "#tests/integration/tool-calls/fixture.ts";
import { type AppProcess, startApp } from "#tests/setup/app-process.ts";
import { buildIfChanged } from "../../../scripts/build-if-changed.ts";

/** Two instances of the app behind one address and on one database, a model, and a person whose tool may run. */
export type World = {
  instances: [AppProcess, AppProcess];
  counting: CountingServer;
  ctx: OrgContext;
  cookie: string;
  /** Begins a conversation at an instance; its id. `key` names it to the model and to the counting server. */
  begin(origin: string, key: string): Promise<string>;
  close(): Promise<void>;
};

/** Steps of a turn in which the model calls the tool, before it says its last words. */
const CALLS = 3;
/** How long the model is silent within a step, so that text goes out in more than one piece. */
const SILENCE_MS = 120;

export async function startWorld(): Promise<World> {
  await buildIfChanged();
  const [counting, model] = await Promise.all([startCountingServer(), startModelServer()]);
  const scene = await createScene(counting.url);
  const { slug } = await db().connector.findUniqueOrThrow({ where: { id: scene.connectorId } });
  await describeTool(scene, { name: "execute", description: "Executes", inputSchema: { type: "object" } });
  await setPolicy(scene, "allow", "execute");
  speak(model, modelToolName(slug, "execute"));
  const first = await startInstance({ counting, model });
  const second = await startInstance({ counting, model, publicUrl: first.url });
  // The instances seal their cookies with a secret that comes from the keys they share with this process.
  process.env.NEXTAUTH_SECRET = instanceSecret("nextauth");
  const cookie = await signedIn(scene.member);
  return {
    instances: [first, second],
    counting,
    ctx: scene.ctx,
    cookie,
    begin: async (origin, key) => {
      const answer = await fetch(`${origin}/api/conversations`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: first.url, cookie },
        body: JSON.stringify({ text: `Act ${key}`, idempotencyKey: `cuts-${key}`.padEnd(16, "-") }),
      });
      const begun = (await answer.json()) as { ok: boolean; value: { conversationId: string } };
      if (!begun.ok) throw new Error(`Could not begin: ${JSON.stringify(begun)}`);
      return begun.value.conversationId;
    },
    close: async () => {
      await Promise.all([first.destroy(), second.destroy()]);
      await Promise.all([counting.close(), model.close()]);
    },
  };
}

function startInstance(given: { counting: CountingServer; model: ModelServer; publicUrl?: string }) {
  const { counting, model, publicUrl } = given;
  return startApp({
    env: {
      DATABASE_URL: databaseUrl(),
      SECRET_KEYS: process.env.SECRET_KEYS ?? "",
      EGRESS_ALLOW: counting.hostPort,
      MODEL_PROVIDER: "openai-compatible",
      MODEL_BASE_URL: model.baseUrl,
      MODEL_NAME: "scripted",
      ...(publicUrl && { PUBLIC_URL: publicUrl }),
    },
  });
}

/** The model's part: a few steps that each say something and call the tool once, by what the conversation holds. */
function speak(model: ModelServer, toolName: string): void {
  model.replyBy(({ messages }) => {
    const key = messages.map(({ content }) => /^Act (\S+)$/.exec(String(content))?.[1]).find(Boolean) ?? "none";
    const step = messages.filter(({ role }) => role === "tool").length;
    if (step >= CALLS) return { text: ["It is ", "done, ", `${key}: ☂︎ 𝒶 é.`], until: sleep(SILENCE_MS) };
    const call = { name: toolName, arguments: { id: `${key}:${step}`, delayMs: 30 } };
    return { text: [`Step ${step} `, "of the ", "work."], until: sleep(SILENCE_MS), calls: [call] };
  });
}
