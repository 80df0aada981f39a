import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { personRulesOf } from "#lib/connectors/data/decisions.ts";
import { rulesOf, securityPolicyOf } from "#lib/connectors/data/policy.ts";
import {
  classifyTools,
  setKindPolicy,
  setOwnPolicy,
  setPolicy,
  setSecurityPolicy,
  setTrust,
} from "#lib/connectors/set-policy.ts";
import { definitionHash } from "#lib/mcp/definition.ts";
import { db } from "#lib/platform/db/client.ts";
import { newId, type OrgContext } from "#lib/platform/ids.ts";

import type { ActionKind, PolicyMode } from "#lib/policy/types.ts";
import { advanceToolCall } from "#lib/tool-calls/execute.ts";
import { contextFor, createMember } from "#tests/factories/people.ts";
import { value } from "../connections/world.ts";
import type { ScriptedServer } from "../mcp/scripted-server.ts";
import { createScene, describeTool, propose, type Scene, startCountingServer, TOOL } from "./fixture.ts";

let server: ScriptedServer;
let scene: Scene;
let owner: OrgContext;
beforeAll(async () => {
  server = await startCountingServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  server.executed = 0;
  scene = await createScene(server.url);
  owner = contextFor(await createMember({ org: scene.member.org }));
});

const HASH = definitionHash(TOOL);
const CHANGED = { ...TOOL, description: "Does it differently" };
const refused = { ok: false, error: "not_found" };

const ruleOf = async (given: Parameters<typeof propose>[1] = {}) => {
  const { state, rule } = await advanceToolCall(scene.ctx, await propose(scene, given));
  return { state, code: rule?.code };
};
const decideFor = async (mode: PolicyMode | null, toolName: string = TOOL.name) =>
  value(await setPolicy(owner, { connectorId: scene.connectorId, toolName, mode }));
const decideKind = async (kind: ActionKind, mode: PolicyMode | null) =>
  value(await setKindPolicy(owner, { connectorId: scene.connectorId, kind, mode }));
const classify = (kind: ActionKind | null, definitionHash = HASH) =>
  classifyTools(owner, { connectorId: scene.connectorId, tools: [{ toolName: TOOL.name, definitionHash, kind }] });
const narrow = async (mode: "ask" | "block" | null, toolName: string = TOOL.name) =>
  value(await setOwnPolicy(scene.ctx, { connectorId: scene.connectorId, toolName, mode }));

describe("by kind", () => {
  test("what owners decide for a kind holds for the tools they classified so", async () => {
    value(await classify("read"));
    await decideKind("read", "allow");
    await decideKind("write", "block");
    expect(await ruleOf()).toEqual({ state: "succeeded", code: "allowed_for_kind" });
    await decideKind("read", "ask");
    expect(await ruleOf()).toEqual({ state: "awaiting_approval", code: "asked_for_kind" });
    await decideKind("read", "block");
    expect(await ruleOf()).toEqual({ state: "denied", code: "blocked_for_kind" });
    await decideKind("read", null);
    expect(await ruleOf()).toEqual({ state: "awaiting_approval", code: "asked_by_default" });
  });

  test("an unclassified tool counts as a write, but for an allow, which was never given for it", async () => {
    await decideKind("write", "allow");
    expect(await ruleOf()).toMatchObject({ code: "asked_by_default" });
    await decideKind("write", "block");
    expect(await ruleOf()).toMatchObject({ code: "blocked_for_kind" });
  });

  test("a tool that its server changes is classified no more, and keeps what was stricter", async () => {
    value(await classify("delete"));
    await decideKind("delete", "block");
    await decideKind("write", "allow");
    const hash = await describeTool(scene, CHANGED);
    expect(await ruleOf({ definitionHash: hash })).toEqual({ state: "denied", code: "blocked_for_kind" });
    expect((await rulesOf(owner, scene.connectorId)).tools).toMatchObject([{ kind: null, formerKind: "delete" }]);
  });

  test("only a definition that somebody has can be classified", async () => {
    expect(await classify("read", "seen by nobody")).toEqual({ ok: false, error: "definition_changed" });
    expect(await db().toolClass.count({ where: { connectorId: scene.connectorId } })).toBe(0);
  });
});

describe("owners' allow for a tool", () => {
  test("holds for the definition it was given for", async () => {
    await decideFor("allow");
    expect(await ruleOf()).toEqual({ state: "succeeded", code: "allowed_for_tool" });
    const hash = await describeTool(scene, CHANGED);
    expect(await ruleOf({ definitionHash: hash })).toEqual({ state: "awaiting_approval", code: "definition_changed" });
    expect((await rulesOf(owner, scene.connectorId)).tools).toMatchObject([{ mode: "allow", isAllowOutdated: true }]);
    await decideFor("allow");
    expect(await ruleOf({ definitionHash: hash })).toEqual({ state: "succeeded", code: "allowed_for_tool" });
  });

  test("is refused for a tool or a definition that nobody has, so that it never holds for any that may come", async () => {
    const { connectorId } = scene;
    const gone = { ok: false, error: "definition_changed" };
    expect(await setPolicy(owner, { connectorId, toolName: "gone", mode: "allow" })).toEqual(gone);
    const seenByNobody = { toolName: TOOL.name, definitionHash: "seen by nobody" };
    expect(await setPolicy(owner, { connectorId, ...seenByNobody, mode: "allow" })).toEqual(gone);
    expect(await db().toolPolicy.count({ where: { connectorId } })).toBe(0);
    // What is stricter may be said ahead.
    await decideFor("block", "gone");
    await decideFor("allow");
    const allowed = await db().toolPolicy.findMany({ where: { connectorId }, orderBy: { toolName: "asc" } });
    expect(allowed).toMatchObject([
      { toolName: TOOL.name, mode: "allow", definitionHash: HASH },
      { toolName: "gone", mode: "block", definitionHash: null },
    ]);
  });

  test("is outweighed by a block of its kind, and outweighs that the kind is asked", async () => {
    value(await classify("write"));
    await decideFor("allow");
    await decideKind("write", "ask");
    expect(await ruleOf()).toMatchObject({ code: "allowed_for_tool" });
    await decideKind("write", "block");
    expect(await ruleOf()).toEqual({ state: "denied", code: "blocked_for_kind" });
  });

  test("can be taken back: the tool follows its connector again", async () => {
    await decideFor("block");
    await decideFor(null);
    expect(await ruleOf()).toMatchObject({ code: "asked_by_default" });
  });
});

describe("a person's own limits", () => {
  test("ask and block for themselves whatever owners allow, and for nobody else", async () => {
    await decideFor("allow", "");
    await narrow("ask");
    expect(await ruleOf()).toEqual({ state: "awaiting_approval", code: "asked_by_you" });
    await narrow(null);
    await narrow("block", "");
    expect(await ruleOf()).toEqual({ state: "denied", code: "blocked_by_you" });
    expect((await personRulesOf(scene.ctx, scene.connectorId, [])).own).toEqual({ "": "block" });
    expect((await personRulesOf(owner, scene.connectorId, [])).own).toEqual({});
  });

  test("do not loosen what owners block", async () => {
    await decideFor("block");
    await narrow("ask");
    expect(await ruleOf()).toEqual({ state: "denied", code: "blocked_for_tool" });
  });

  test("reach no connector of another organization", async () => {
    const elsewhere = contextFor(await createMember());
    const input = { connectorId: scene.connectorId, toolName: "", mode: "block" } as const;
    expect(await setOwnPolicy(elsewhere, input)).toEqual(refused);
  });
});

describe("content from outside", () => {
  const taintedBy = async (connectorId: string, at = new Date()) =>
    db().conversationTaint.create({
      data: {
        orgId: owner.orgId,
        conversationId: scene.conversationId,
        connectorId,
        connectorName: "Mail",
        source: { kind: "tool_call", id: "tcl_1", name: "read_mail" },
        at,
      },
    });
  const source = { connectorName: "Mail", kind: "tool_call", id: "tcl_1", name: "read_mail" };

  test("of another connector asks, saying what brought it in, although owners allow", async () => {
    await decideFor("allow", "");
    const mail = await createScene(server.url, { member: scene.member });
    await taintedBy(mail.connectorId);
    const view = await advanceToolCall(scene.ctx, await propose(scene));
    expect(view).toMatchObject({
      state: "awaiting_approval",
      rule: { code: "asked_tainted", source: { connectorId: mail.connectorId, ...source } },
      approval: { canAllowAlways: false },
    });
  });

  test("does not ask: of the same connector, beside a read, of a trusted one, where owners do not mind", async () => {
    await decideFor("allow", "");
    await taintedBy(scene.connectorId);
    expect(await ruleOf()).toMatchObject({ code: "allowed_for_connector" });
    const mail = await createScene(server.url, { member: scene.member });
    await taintedBy(mail.connectorId);
    expect(await ruleOf()).toMatchObject({ code: "asked_tainted" });
    value(await classify("read"));
    expect(await ruleOf()).toMatchObject({ code: "allowed_for_connector" });
    value(await classify(null));
    value(await setTrust(owner, { connectorId: mail.connectorId, isTrusted: true }));
    expect(await ruleOf()).toMatchObject({ code: "allowed_for_connector" });
    value(await setTrust(owner, { connectorId: mail.connectorId, isTrusted: false }));
    expect(await ruleOf()).toMatchObject({ code: "asked_tainted" });
    value(await setSecurityPolicy(owner, { ...(await securityPolicyOf(owner)), taint: "off" }));
    expect(await ruleOf()).toMatchObject({ code: "allowed_for_connector" });
  });

  test("of a connector that is gone asks still", async () => {
    await decideFor("allow", "");
    await taintedBy(newId("connector"));
    expect(await ruleOf()).toMatchObject({ code: "asked_tainted" });
  });
});

describe("research", () => {
  const plan = (hash: string) => ({
    tools: [
      {
        connectorId: scene.connectorId,
        connectionId: scene.connectionId,
        toolName: TOOL.name,
        definitionHash: hash,
      },
    ],
  });
  const investigate = async (given: { state?: "working" | "proposed" | "stopped"; hash?: string } = {}) =>
    db().research.create({
      data: {
        id: newId("research"),
        orgId: owner.orgId,
        userId: scene.ctx.userId,
        conversationId: scene.conversationId,
        runId: scene.runId,
        question: "?",
        state: given.state ?? "working",
        approvedAt: given.state === "proposed" ? null : new Date(),
        plan: plan(given.hash ?? HASH),
      },
    });
  const origin = "research";

  test("runs what the approved plan names and owners call a read, without asking", async () => {
    value(await classify("read"));
    await investigate();
    expect(await ruleOf({ origin })).toEqual({ state: "succeeded", code: "allowed_by_plan" });
  });

  const asRead = async () => value(await classify("read"));
  test.each<[string, readonly (() => Promise<unknown>)[]]>([
    ["not_read_only", [() => investigate()]],
    ["not_in_plan", [asRead]],
    ["not_in_plan", [asRead, () => investigate({ state: "proposed" })]],
    ["not_in_plan", [asRead, () => investigate({ state: "stopped" })]],
    ["not_in_plan", [asRead, () => investigate({ hash: "another" })]],
    ["research_cannot_ask", [asRead, () => investigate(), () => decideFor("ask")]],
    ["research_cannot_ask", [asRead, () => investigate(), () => narrow("ask", "")]],
  ])("%s", async (code, arrangements) => {
    for (const arrange of arrangements) await arrange();
    expect(await ruleOf({ origin })).toEqual({ state: "denied", code });
    expect(server.executed).toBe(0);
  });
});

test("only owners decide, and each decision is in the trail", async () => {
  const { connectorId } = scene;
  const tools = [{ toolName: TOOL.name, definitionHash: HASH, kind: "read" as const }];
  const security = { taint: "off", definitions: "show", results: "mark" } as const;
  const attempts = (ctx: OrgContext) => [
    setPolicy(ctx, { connectorId, toolName: TOOL.name, mode: "allow" }),
    setKindPolicy(ctx, { connectorId, kind: "write", mode: "block" }),
    classifyTools(ctx, { connectorId, tools }),
    setTrust(ctx, { connectorId, isTrusted: true }),
    setSecurityPolicy(ctx, security),
  ];
  for (const role of ["member", "admin", "auditor"] as const)
    for (const attempt of attempts({ ...scene.ctx, role })) expect(await attempt).toEqual(refused);
  for (const attempt of attempts(owner)) expect(await attempt).toEqual({ ok: true, value: undefined });
  const trail = await db().auditEvent.findMany({ where: { orgId: owner.orgId }, orderBy: { id: "asc" } });
  expect(trail.map(({ type, actorId }) => [type, actorId]).sort()).toEqual(
    [
      "connector.kindPolicyChanged",
      "connector.policyChanged",
      "connector.toolClassified",
      "connector.trustChanged",
      "organization.securityChanged",
    ].map((type) => [type, owner.userId]),
  );
  expect(await securityPolicyOf(scene.ctx)).toEqual(security);
  expect(await rulesOf(owner, connectorId)).toMatchObject({
    isTrusted: true,
    mode: null,
    kinds: { write: "block" },
    tools: [{ name: TOOL.name, mode: "allow", isAllowOutdated: false, kind: "read", hintedKind: "read" }],
  });
});
