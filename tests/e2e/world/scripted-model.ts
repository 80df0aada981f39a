import { db } from "#lib/platform/db/client.ts";
import { newId } from "#lib/platform/ids.ts";
import type { ModelRequest } from "#tests/fakes/model-server.ts";
import type { Script, ScriptedTurn } from "#tests/fakes/scripted-model.ts";
import type { World } from "./fixtures.ts";
import type { Person } from "./people.ts";

/** A script of the scripted model, and how a test follows it. */
export type ScriptedModel = {
  /** The script's name, which is the model's name for its provider. */
  name: string;
  /** Begins another script. */
  script(...turns: ScriptedTurn[]): Promise<void>;
  /** What it was asked, titles apart. */
  requests(): Promise<ModelRequest[]>;
  /** Lets an answer that waits go on. */
  go(): Promise<void>;
};

/**
 * Makes a scripted model the default in every workspace of a person: a provider over real HTTP, without a key, and one
 * model with a script of its own.
 */
export async function scriptedModel(world: World, person: Person, ...turns: ScriptedTurn[]): Promise<ScriptedModel> {
  const model = await aScript(world, ...turns);
  const memberships = await db().membership.findMany({ where: { userId: person.id } });
  for (const { orgId } of memberships) await addScriptedModel(world, { orgId, userId: person.id }, model);
  return model;
}

/** A script that no workspace uses yet. */
export async function aScript(world: World, ...turns: ScriptedTurn[]): Promise<ScriptedModel> {
  const name = newId("model");
  const address = `${world.scriptedModelUrl}/scripts/${name}`;
  const script = async (...next: ScriptedTurn[]) => {
    const body: Script = { turns: next };
    await fetch(address, { method: "PUT", body: JSON.stringify(body) });
  };
  await script(...turns);
  return {
    name,
    script,
    requests: async () => (await fetch(`${address}/requests`)).json(),
    go: async () => void (await fetch(`${address}/go`, { method: "POST" })),
  };
}

async function addScriptedModel(
  world: World,
  { orgId, userId }: { orgId: string; userId: string },
  { name }: { name: string },
) {
  const providerId = newId("provider");
  await db().modelProvider.create({
    data: {
      id: providerId,
      orgId,
      name: "Scripted",
      provider: "openai-compatible",
      baseUrl: `${world.scriptedModelUrl}/v1`,
      createdById: userId,
    },
  });
  await db().orgModel.updateMany({ where: { orgId }, data: { isDefault: false } });
  await db().orgModel.create({
    data: { id: newId("model"), orgId, providerId, modelName: name, label: "Scripted model", isDefault: true },
  });
}
