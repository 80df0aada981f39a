import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { tryModel } from "#lib/chat/model/try-model.ts";
import { chooseModel } from "#lib/chat/mutations/choose-model.ts";
import { startConversation } from "#lib/chat/post-message.ts";
import {
  findAnyModel,
  listModelChoices,
  listProviders,
  modelFor,
  modelKey,
  modelOptions,
} from "#lib/models/data/models.ts";
import { addProvider, editProvider } from "#lib/models/manage-providers.ts";
import * as models from "#lib/models/mutations/providers.ts";
import { addModelInput, addProviderInput, limitsInput } from "#lib/models/schema.ts";
import { db } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { forgetOnce } from "#lib/platform/process-registry.ts";
import { contextFor, createMember, type Member } from "#tests/factories/people.ts";
import { type ModelServer, startModelServer } from "#tests/fakes/model-server.ts";
import { begin, gist, isIdle, newKey, readUntil, withWorker } from "../chat/world.ts";

let server: ModelServer;
let owner: Member;
let ctx: OrgContext;
beforeAll(async () => {
  server = await startModelServer();
  for (const name of ["MODEL_PROVIDER", "MODEL_BASE_URL", "MODEL_NAME"]) delete process.env[name];
  process.env.EGRESS_ALLOW = server.hostPort;
  forgetOnce("env");
});
afterAll(async () => {
  await server.close();
  delete process.env.EGRESS_ALLOW;
  forgetOnce("env");
});
beforeEach(async () => {
  server.requests.length = 0;
  server.keys.length = 0;
  owner = await createMember();
  ctx = contextFor(owner);
});

async function provider(given: { key?: string; baseUrl?: string; at?: OrgContext } = {}) {
  const input = addProviderInput.parse({
    name: "House",
    provider: "openai-compatible",
    baseUrl: given.baseUrl ?? server.baseUrl,
    key: given.key ?? "",
  });
  const added = await addProvider(given.at ?? ctx, input);
  if (!added.ok) throw new Error(added.error);
  return added.value.providerId;
}

async function model(providerId: string, label: string, at = ctx) {
  const added = await models.addModel(
    at,
    addModelInput.parse({ providerId, label, modelName: label, contextTokens: "" }),
  );
  if (!added.ok) throw new Error(added.error);
  return added.value.modelId;
}

const edit = (providerId: string, change: { baseUrl?: string; key?: string; forgetKey?: boolean }) =>
  editProvider(ctx, { providerId, name: "House", baseUrl: server.baseUrl, key: null, forgetKey: false, ...change });
const keyOf = async (modelId: string) => {
  const found = await findAnyModel(ctx, modelId);
  return found && modelKey(ctx, found);
};

describe("keys", () => {
  test("are sealed, go to their own provider as a header, and are shown to nobody", async () => {
    const id = await model(await provider({ key: "sk-secret" }), "m");
    const row = await db().modelProvider.findFirstOrThrow({ where: { orgId: ctx.orgId } });
    expect(JSON.stringify(row)).not.toContain("sk-secret");
    expect(JSON.stringify(await listProviders(ctx))).not.toMatch(/sk-secret|keyBox/);
    expect(JSON.stringify(await modelFor(ctx, null))).not.toContain("sk-secret");
    server.script({ text: ["OK"] });
    expect(await tryModel(ctx, id)).toEqual({ ok: true, value: { ms: expect.any(Number) } });
    expect(server.keys).toEqual(["Bearer sk-secret"]);
  });

  test("a box moved to another provider's row, or another organization's, does not open", async () => {
    const [from, to] = [await provider({ key: "sk-secret" }), await provider()];
    const { keyBox } = await db().modelProvider.findUniqueOrThrow({ where: { id: from } });
    await db().modelProvider.update({ where: { id: to }, data: { keyBox } });
    const id = await model(to, "m");
    await expect(keyOf(id)).rejects.toThrow();
  });

  test("a key stays with the origin it was given for; replaced and forgotten when somebody says so", async () => {
    const providerId = await provider({ key: "sk-1" });
    const id = await model(providerId, "m");
    expect(await edit(providerId, { baseUrl: `${server.baseUrl}/other` })).toMatchObject({
      value: { keyForgotten: false },
    });
    expect(await keyOf(id)).toBe("sk-1");
    expect(await edit(providerId, { key: "sk-2" })).toMatchObject({ value: { keyForgotten: false } });
    expect(await keyOf(id)).toBe("sk-2");
    expect(await edit(providerId, { baseUrl: "https://elsewhere.example/v1" })).toMatchObject({
      value: { keyForgotten: true },
    });
    expect(await keyOf(id)).toBeNull();
    await edit(providerId, { key: "sk-3" });
    expect(await edit(providerId, { forgetKey: true })).toMatchObject({ value: { keyForgotten: true } });
    expect(await keyOf(id)).toBeNull();
  });

  test("a key set for the address of now is not opened for an address read before", async () => {
    const providerId = await provider({ key: "sk-1" });
    const before = await findAnyModel(ctx, await model(providerId, "m"));
    await edit(providerId, { baseUrl: "https://elsewhere.example/v1", key: "sk-new" });
    expect(before && (await modelKey(ctx, before))).toBeNull();
  });
});

describe("addresses", () => {
  test.each(["http://10.0.0.7/v1", "http://models.example.com/v1", "https://user:pw@models.example.com/v1"])(
    "%s is refused when it is typed",
    async (baseUrl) => {
      const input = addProviderInput.parse({ name: "x", provider: "openai-compatible", baseUrl, key: "" });
      expect(await addProvider(ctx, input)).toEqual({ ok: false, error: "address_not_allowed" });
    },
  );

  test("one that is no longer allowed is not asked: typed addresses are never trusted", async () => {
    const id = await model(await provider({ key: "sk-secret" }), "m");
    process.env.EGRESS_ALLOW = "";
    forgetOnce("env");
    expect(await tryModel(ctx, id)).toEqual({ ok: false, error: "model_address" });
    process.env.EGRESS_ALLOW = server.hostPort;
    forgetOnce("env");
    expect(server.requests).toEqual([]);
  });
});

describe("Test says what went wrong", () => {
  test.each([
    [{ status: 401 }, "model_refused_key"],
    [{ status: 404 }, "model_unknown"],
    [{ status: 429 }, "model_rate_limited"],
    [{ status: 503 }, "model_unavailable"],
    [{ isCut: true }, "model_unreachable"],
  ])("%j: %s, asked once", async (turn, code) => {
    const id = await model(await provider(), "m");
    server.script(turn);
    expect(await tryModel(ctx, id)).toEqual({ ok: false, error: code });
    expect(server.requests).toHaveLength(1);
  });

  test("a model of another organization is none", async () => {
    const id = await model(await provider(), "m");
    const stranger = contextFor(await createMember());
    expect(await tryModel(stranger, id)).toEqual({ ok: false, error: "not_found" });
    expect(await models.removeModel(stranger, id)).toEqual({ ok: false, error: "not_found" });
    expect(await models.makeDefault(stranger, id)).toEqual({ ok: false, error: "not_found" });
    expect(await models.enableModel(stranger, id, false)).toEqual({ ok: false, error: "not_found" });
    const theirs = await models.addModel(
      stranger,
      addModelInput.parse({
        providerId: (await listProviders(ctx))[0]?.id ?? "",
        label: "x",
        modelName: "x",
        contextTokens: "",
      }),
    );
    expect(theirs).toEqual({ ok: false, error: "not_found" });
    expect(await listModelChoices(stranger)).toEqual([]);
  });
});

describe("which model answers", () => {
  const labelFor = async (conversationId: string | null, who = ctx) => {
    const chosen = await modelFor(who, conversationId);
    return chosen.source === "organization" ? chosen.label : chosen.source;
  };

  test("the conversation's own, else the default, else the instance's; what is switched off or removed falls back", async () => {
    expect(await labelFor(null)).toBe("builtin");
    const providerId = await provider();
    const [a, b] = [await model(providerId, "a"), await model(providerId, "b")];
    expect(await labelFor(null)).toBe("a");
    const begun = await startConversation(ctx, {
      text: "Hi",
      idempotencyKey: newKey(),
      toggles: [],
      accounts: [],
      modelId: b,
    });
    const id = begun.ok ? begun.value.conversationId : "";
    expect(await labelFor(id)).toBe("b");
    await models.enableModel(ctx, b, false);
    expect(await labelFor(id)).toBe("a");
    await models.enableModel(ctx, b, true);
    await models.makeDefault(ctx, b);
    expect(await chooseModel(ctx, id, a)).toMatchObject({ ok: true });
    expect(await labelFor(id)).toBe("a");
    await models.removeModel(ctx, a);
    expect(await labelFor(id)).toBe("b");
    await models.removeProvider(ctx, providerId);
    expect(await labelFor(id)).toBe("builtin");
  });

  test("nobody chooses for somebody else's conversation, nor a model that is not theirs to choose", async () => {
    const id = await model(await provider(), "a");
    const begun = await startConversation(ctx, { text: "Hi", idempotencyKey: newKey(), toggles: [], accounts: [] });
    const conversationId = begun.ok ? begun.value.conversationId : "";
    const colleague = contextFor(await createMember({ org: owner.org, role: "member" }));
    expect(await chooseModel(colleague, conversationId, id)).toEqual({ ok: false, error: "not_found" });
    const stranger = contextFor(await createMember());
    const foreign = await model(await provider({ at: stranger }), "theirs", stranger);
    expect(await chooseModel(ctx, conversationId, foreign)).toEqual({ ok: false, error: "not_found" });
    await models.enableModel(ctx, id, false);
    expect(await chooseModel(ctx, conversationId, id)).toEqual({ ok: false, error: "not_found" });
  });

  test("a new conversation begins with what its person prefers, as long as it can be chosen", async () => {
    const providerId = await provider();
    const [, b] = [await model(providerId, "a"), await model(providerId, "b")];
    await db().personPreferences.create({ data: { orgId: ctx.orgId, userId: ctx.userId, modelId: b } });
    expect((await modelOptions(ctx, null)).current).toBe(b);
    server.replyBy(({ model: name }) => ({ text: [`I am ${name}.`] }));
    await withWorker(async () => {
      const id = await begin(ctx, "Who?");
      expect(gist(await readUntil(ctx, id, isIdle))).toEqual(["user: Who?", "I am b."]);
      await models.enableModel(ctx, b, false);
      expect((await modelOptions(ctx, id)).current).not.toBe(b);
    });
  });

  test("of models added and made default at the same time, one is the default", async () => {
    const providerId = await provider();
    const ids = await Promise.all(Array.from({ length: 8 }, (_, n) => model(providerId, `m${n}`)));
    const count = () => db().orgModel.count({ where: { orgId: ctx.orgId, isDefault: true } });
    expect(await count()).toBe(1);
    const made = await Promise.all(ids.map((id) => models.makeDefault(ctx, id)));
    expect(made.every(({ ok }) => ok)).toBe(true);
    expect(await count()).toBe(1);
  });
});

test("what people type: groups of digits, nothing, nonsense", () => {
  expect(limitsInput.parse({ tokens: "250,000", toolCalls: " " })).toEqual({ tokens: 250_000, toolCalls: null });
  expect(limitsInput.parse({ tokens: "1 000 000", toolCalls: "1.000" })).toEqual({
    tokens: 1_000_000,
    toolCalls: 1_000,
  });
  for (const tokens of ["0", "-1", "1.5", "many", "1e9", "99999999999"])
    expect(limitsInput.safeParse({ tokens, toolCalls: "" }).success).toBe(false);
  const bare = { name: "x", provider: "openai-compatible", baseUrl: "", key: "" };
  expect(addProviderInput.safeParse(bare).error?.issues[0]?.message).toBe("address_needed");
  expect(addProviderInput.safeParse({ ...bare, baseUrl: "ftp://x" }).success).toBe(false);
});
