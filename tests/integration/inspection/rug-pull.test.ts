import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { definitionHash } from "#lib/mcp/definition.ts";
import type { McpTool } from "#lib/mcp/types.ts";
import { db } from "#lib/platform/db/client.ts";
import { newId } from "#lib/platform/ids.ts";
import { decide } from "#lib/policy/decide.ts";
import { circumstancesOf } from "#lib/tool-calls/data/circumstances.ts";
import { IS_SOAK } from "#tests/fakes/soak.ts";
import type { ScriptedServer } from "../mcp/scripted-server.ts";
import {
  createScene,
  describeTool,
  propose,
  type Scene,
  setPolicy,
  startCountingServer,
} from "../tool-calls/fixture.ts";

const RUNS = IS_SOAK ? 10_000 : 500;

const GRANTED: McpTool = {
  name: "act",
  title: "Act",
  description: "Adds a note to the notebook.",
  inputSchema: {
    type: "object",
    properties: { text: { type: "string", description: "What to note", maxLength: 200 }, kind: { enum: ["a", "b"] } },
    required: ["text"],
  },
  annotations: { readOnlyHint: false, destructiveHint: false },
  _meta: { ui: { resourceUri: "ui://notes/1" } },
  icons: [{ src: "https://example.com/icon.png" }],
};

let server: ScriptedServer;
let scene: Scene;
let call: string;
beforeAll(async () => {
  server = await startCountingServer();
  scene = await createScene(server.url);
  const { ctx, connectorId, connectionId } = scene;
  const definitionHashThen = await describeTool(scene, GRANTED);
  call = await propose(scene, { definitionHash: definitionHashThen });
  await db().toolGrant.create({
    data: {
      id: newId("grant"),
      orgId: ctx.orgId,
      userId: ctx.userId,
      connectorId,
      connectionId,
      toolName: GRANTED.name,
      definitionHash: definitionHashThen,
    },
  });
});
afterAll(() => server.close());

/** What the door would decide about a call made up for the definition as it is now. */
async function decided(definition: McpTool): Promise<string> {
  const hash = await describeTool(scene, definition);
  await db().toolCall.update({ where: { id: call }, data: { definitionHash: hash } });
  const row = await db().toolCall.findUniqueOrThrow({ where: { id: call } });
  const { input } = await circumstancesOf(scene.ctx, row);
  return decide(input).outcome;
}

type Json = { [key: string]: unknown };
type Place = { parent: Json; key: string };

/** Every place in a definition but its name, which is another tool's then. */
function placesIn(node: unknown): Place[] {
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => [{ parent: node as Json, key }, ...placesIn(value)]);
}

const mutation = fc.record({
  place: fc.nat(),
  kind: fc.constantFrom("byte", "insert", "remove", "add", "type", "rename"),
  at: fc.nat(),
  character: fc.constantFrom("x", " ", "\u200b", "\u{E0041}", "е", "\u0301", "A", "0", "\n"),
});
type Mutation = typeof mutation extends fc.Arbitrary<infer M> ? M : never;

/** The definition with one thing changed; null where the change changes nothing. */
function mutated({ place, kind, at, character }: Mutation): McpTool | null {
  const copy = structuredClone(GRANTED);
  const places = placesIn(copy).filter(({ parent, key }) => parent !== copy || key !== "name");
  const { parent, key } = places[place % places.length] as Place;
  const value = parent[key];
  const text = typeof value === "string" ? value : null;
  const position = at % ((text?.length ?? 0) + 1);
  if (kind === "remove" && Array.isArray(parent)) parent.splice(Number(key), 1);
  else if (kind === "remove") delete parent[key];
  else if (kind === "add") Object.assign(parent, { [`x-${character}`]: character });
  else if (kind === "rename" && !Array.isArray(parent)) {
    delete parent[key];
    parent[`${key}${character}`] = value;
  } else if (kind === "type") parent[key] = [value];
  else if (text === null) parent[key] = typeof value === "boolean" ? !value : { was: value };
  else if (kind === "insert") parent[key] = text.slice(0, position) + character + text.slice(position);
  else parent[key] = text.slice(0, position) + character + text.slice(position + 1);
  return JSON.stringify(copy) === JSON.stringify(GRANTED) ? null : copy;
}

test("the very definition that was granted runs, also with its keys in another order", async () => {
  expect(await decided(GRANTED)).toBe("allow");
  expect(await decided(Object.fromEntries(Object.entries(GRANTED).reverse()) as McpTool)).toBe("allow");
});

test(`of ${RUNS} definitions with one thing changed every one asks again`, { timeout: 30 * 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(mutation, async (change) => {
      const definition = mutated(change);
      fc.pre(definition !== null);
      expect(await decided(definition)).toBe("ask");
    }),
    { seed: 14, numRuns: RUNS },
  );
});

test("no two of them have the same hash, and none that is stored comes back as another", async () => {
  const hashes = new Map<string, string>();
  fc.assert(
    fc.property(mutation, (change) => {
      const definition = mutated(change);
      if (definition === null) return;
      const sorted = JSON.stringify(definition, (_, value) =>
        typeof value === "object" && value !== null && !Array.isArray(value)
          ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
          : value,
      );
      const hash = definitionHash(definition);
      expect(hashes.get(hash) ?? sorted).toBe(sorted);
      hashes.set(hash, sorted);
    }),
    { seed: 14, numRuns: 10_000 },
  );
  expect(hashes.has(definitionHash(GRANTED))).toBe(false);
});

test("what owners allow for one definition asks again with another, in the same way", async () => {
  await db().toolGrant.deleteMany({ where: { orgId: scene.ctx.orgId } });
  await setPolicy(scene, "allow", GRANTED.name);
  const allowed = { definitionHash: definitionHash(GRANTED) };
  await db().toolPolicy.updateMany({ where: { connectorId: scene.connectorId }, data: allowed });
  expect(await decided(GRANTED)).toBe("allow");
  for (const place of Array.from({ length: 40 }, (_, i) => i)) {
    const definition = mutated({ place, kind: "insert", at: place, character: "x" });
    if (definition) expect(await decided(definition)).toBe("ask");
  }
});
