import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { toolAccessOf } from "#lib/chat/data/defaults.ts";
import { decideCall } from "#lib/chat/decide-call.ts";
import { saveDefaults, setDefaultToggles, setDefaultToolAccess } from "#lib/chat/mutations/defaults.ts";
import { setToggles, setToolAccess } from "#lib/chat/mutations/switches.ts";
import { startConversation } from "#lib/chat/post-message.ts";
import { conversationConnectors, conversationTools, toolDetails } from "#lib/chat/toolset.ts";
import { db } from "#lib/platform/db/client.ts";
import { contextFor, createMember } from "#tests/factories/people.ts";
import { describeTool, setPolicy, TOOL } from "../tool-calls/fixture.ts";
import { begin, createWorld, isWaiting, lastBlocks, newKey, readUntil, type World, withWorker } from "./world.ts";

let world: World;
let ann: Awaited<ReturnType<World["person"]>>;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  ann = await world.person();
  await describeTool(ann, { ...TOOL, name: "other" });
});

/** Which tools a conversation gives to a model; of one that is still to begin: null. */
const given = async (id: string | null) =>
  (await conversationTools(ann.ctx, id)).filter((tool) => tool.isOffered).map((tool) => tool.toolName);
const off = (toolName?: string) => ({
  connectorId: ann.connectorId,
  ...(toolName && { toolName }),
  enabled: false,
});

describe("new conversations", () => {
  test("begin with everything on that is connected, unless the person's defaults say otherwise", async () => {
    expect(await given(null)).toEqual([TOOL.name, "other"]);
    expect(await setDefaultToggles(ann.ctx, [off("other")])).toEqual({ ok: true, value: undefined });
    expect(await given(null)).toEqual([TOOL.name]);
    expect(await given(await begin(ann.ctx, "Hello"))).toEqual([TOOL.name]);
  });

  test("take a copy: later changes of the defaults do not touch them, nor theirs the defaults", async () => {
    await setDefaultToggles(ann.ctx, [off("other")]);
    await setDefaultToolAccess(ann.ctx, "on_demand");
    const id = await begin(ann.ctx, "Hello");
    await setDefaultToggles(ann.ctx, [{ ...off("other"), enabled: true }]);
    await setDefaultToggles(ann.ctx, [off()]);
    await setDefaultToolAccess(ann.ctx, "always");
    expect(await given(id)).toEqual([TOOL.name]);
    expect(await toolAccessOf(ann.ctx, id)).toBe("on_demand");
    await setToggles(ann.ctx, id, [{ ...off("other"), enabled: true }]);
    await setToolAccess(ann.ctx, id, "auto");
    expect(await given(id)).toEqual([TOOL.name, "other"]);
    expect([await toolAccessOf(ann.ctx, id), await toolAccessOf(ann.ctx, null)]).toEqual(["auto", "always"]);
    expect(await given(null)).toEqual([]);
  });

  test("what is moved before the first message goes over the defaults", async () => {
    await setDefaultToggles(ann.ctx, [off()]);
    await setDefaultToolAccess(ann.ctx, "always");
    const begun = await startConversation(ann.ctx, {
      text: "Hello",
      idempotencyKey: newKey(),
      toggles: [{ ...off(), enabled: true }, off("other")],
      accounts: [],
      toolAccess: "on_demand",
    });
    const id = begun.ok ? begun.value.conversationId : "";
    expect(await given(id)).toEqual([TOOL.name]);
    expect(await toolAccessOf(ann.ctx, id)).toBe("on_demand");
  });

  test("begin like one whose switches were saved; connectors that it did not show stay as they were", async () => {
    const elsewhere = await db().connector.findUniqueOrThrow({ where: { id: ann.connectorId } });
    const another = { ...elsewhere, id: `${ann.connectorId}x`.slice(0, 60), slug: `${elsewhere.slug}x` };
    await db().connector.create({ data: { ...another, lastCheck: undefined, settings: undefined } as never });
    await setDefaultToggles(ann.ctx, [{ connectorId: another.id, enabled: false }]);
    await setDefaultToggles(ann.ctx, [off()]);
    await saveDefaults(ann.ctx, {
      connectorIds: [ann.connectorId],
      off: [{ connectorId: ann.connectorId, toolName: "other" }],
      toolAccess: "on_demand",
    });
    expect(await given(null)).toEqual([TOOL.name]);
    expect(await toolAccessOf(ann.ctx, null)).toBe("on_demand");
    const other = (await conversationConnectors(ann.ctx, null)).find((one) => one.connectorId === another.id);
    expect(other?.enabled).toBe(false);
  });
});

describe("switches and permissions", () => {
  test("“Allow always” stays while its tool is switched off and on again", async () => {
    const ask = { calls: [{ name: ann.toolName, arguments: {} }] };
    world.model.replyBy(({ messages }) => (messages.at(-1)?.content === "Act" ? ask : { text: ["Done."] }));
    await withWorker(async () => {
      const id = await begin(ann.ctx, "Act");
      const [block] = lastBlocks(await readUntil(ann.ctx, id, isWaiting));
      await decideCall(ann.ctx, block?.type === "tool_call" ? block.toolCallId : "", "allow_always");
      await readUntil(ann.ctx, id, (transcript) => transcript.run?.state === "idle");
      await setToggles(ann.ctx, id, [off(TOOL.name), off()]);
      await setToggles(ann.ctx, id, [
        { ...off(TOOL.name), enabled: true },
        { ...off(), enabled: true },
      ]);
    });
    const where = { userId: ann.ctx.userId, toolName: TOOL.name, revokedAt: null };
    expect(await db().toolGrant.count({ where })).toBe(1);
  });

  test("switches stay while owners block and allow their tool again", async () => {
    const id = await begin(ann.ctx, "Act");
    await setToggles(ann.ctx, id, [off("other")]);
    await setPolicy(ann, "block", "other");
    await setPolicy(ann, "block");
    expect(await given(id)).toEqual([]);
    await setPolicy(ann, "allow");
    await setPolicy(ann, "ask", "other");
    expect(await given(id)).toEqual([TOOL.name]);
  });

  test("what a person blocks for themselves is not given to their model, and to others it is", async () => {
    const row = { orgId: ann.ctx.orgId, userId: ann.ctx.userId, connectorId: ann.connectorId };
    await db().personPolicy.create({ data: { ...row, toolName: "other", mode: "block" } });
    expect(await given(null)).toEqual([TOOL.name]);
    await db().kindPolicy.create({
      data: { orgId: row.orgId, connectorId: row.connectorId, kind: "write", mode: "block", updatedById: row.userId },
    });
    expect(await given(null), "nobody classified it, so it counts as a write").toEqual([]);
  });
});

test("nobody else's defaults, conversation or tools are to be had", async () => {
  const colleague = contextFor(await createMember({ org: ann.member.org, role: "owner" }));
  const stranger = contextFor(await createMember());
  const id = await begin(ann.ctx, "Secret");
  const notFound = { ok: false, error: "not_found" };
  for (const ctx of [colleague, stranger]) {
    expect(await setToolAccess(ctx, id, "always")).toEqual(notFound);
    expect(await setToggles(ctx, id, [off()])).toEqual(notFound);
    expect(await toolDetails(ctx, id, { connectorId: ann.connectorId, toolName: TOOL.name })).toEqual(notFound);
  }
  expect(await setDefaultToggles(stranger, [off()])).toEqual(notFound);
  await saveDefaults(stranger, { connectorIds: [ann.connectorId], off: [off()], toolAccess: "always" });
  await setDefaultToggles(colleague, [off()]);
  expect(await given(null)).toEqual([TOOL.name, "other"]);
  expect(await db().defaultToggle.count({ where: { orgId: stranger.orgId } })).toBe(0);
});
