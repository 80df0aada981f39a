import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "#lib/platform/db/client.ts";
import { PLAN_TOOLS_MAX } from "#lib/research/constants.ts";
import { connectManyTools } from "#tests/factories/many-tools.ts";
import { contextFor, createMember } from "#tests/factories/people.ts";
import { createWorld, type World, withWorker } from "../chat/world.ts";
import { ask, play, proposePlan, until } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.model.requests.length = 0;
});

/** Somebody with so many of the catalogue's products, all of whose tools the owners called reads. */
async function reader(products: number) {
  const ctx = contextFor(await createMember({ role: "owner" }));
  const { orgId, userId } = ctx;
  await connectManyTools(ctx, products);
  const tools = await db().toolDefinition.findMany({ where: { orgId }, include: { connection: true } });
  await db().toolClass.createMany({
    data: tools.map(({ connection: { connectorId }, name, hash }) => ({
      orgId,
      connectorId,
      toolName: name,
      definitionHash: hash,
      kind: "read" as const,
      updatedById: userId,
    })),
  });
  return ctx;
}

/** The tools a model is offered for its plan, in their order. */
async function offeredFor(ctx: Awaited<ReturnType<typeof reader>>, question: string): Promise<string[]> {
  play(world, {
    plan: proposePlan({ reason: "", questions: [question] }),
    work: () => ({ text: ["done"] }),
    report: { text: ["."] },
  });
  await withWorker(async () => until(ctx, await ask(ctx, question), "proposed"));
  const asked = String(world.model.requests[0]?.messages.at(-1)?.content);
  return [...asked.matchAll(/^- (\S+) \(/gm)].map(([, name]) => name ?? "");
}

test("of more tools than a plan may have, those are offered that fit the question best", async () => {
  const ctx = await reader(50);
  const offered = await offeredFor(ctx, "Which Zendesk tickets are still open, and who waits longest?");
  expect(offered).toHaveLength(PLAN_TOOLS_MAX);
  expect(offered).toContain("zendesk__list_tickets");
  expect(offered.filter((name) => name.startsWith("zendesk__")).length).toBeGreaterThan(PLAN_TOOLS_MAX / 2);
});

test("as many as a plan may have are all offered, in their own order, whatever is asked", async () => {
  const ctx = await reader(1);
  const own = await db().toolDefinition.findMany({ where: { orgId: ctx.orgId }, orderBy: { position: "asc" } });
  const offered = await offeredFor(ctx, "Which tickets are still open?");
  expect(offered.map((name) => name.split("__")[1])).toEqual(own.map(({ name }) => name));
});
