import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { beginConnect } from "#lib/connections/begin-connect.ts";
import { findConnectionId } from "#lib/connections/data.ts";
import { disconnect } from "#lib/connections/disconnect.ts";
import { saveConnection } from "#lib/connections/mutations.ts";
import { connectionsWithTools, syncTools } from "#lib/connections/tools.ts";
import { addConnector, reserveConnector } from "#lib/connectors/add-connector.ts";
import { findConnector, sharedHeaders } from "#lib/connectors/data.ts";
import { editConnector } from "#lib/connectors/edit-connector.ts";
import { settingsInput } from "#lib/connectors/schema.ts";
import { settingsView } from "#lib/connectors/settings-view.ts";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import { db } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { contextFor, createMember, createOrg, type Member } from "#tests/factories/people.ts";
import { type KeyedServer, startKeyed } from "#tests/fakes/keyed-mcp-server.ts";
import { type LoopbackServer, startHttpServer } from "#tests/fakes/loopback-server.ts";
import { allowEgress, browserOf, databaseText, value } from "./world.ts";

const SHARED = "Bearer canary-shared-4711";
const KEYS = { ada: "canary-key-of-ada", grace: "canary-key-of-grace" };
const ownKeys = (key: unknown) => Object.values(KEYS).includes(String(key));

let server: KeyedServer;
let elsewhere: LoopbackServer;
beforeAll(async () => {
  server = await startKeyed(() => true);
  elsewhere = await startHttpServer((_request, response) => response.writeHead(404).end());
  allowEgress(server.hostPort, elsewhere.hostPort);
});
afterAll(async () => {
  await sessionPool().closeAll();
  await Promise.all([server.close(), elsewhere.close()]);
});

let owner: OrgContext;
let members: [Member, Member];
beforeEach(async () => {
  const org = await createOrg();
  owner = contextFor(await createMember({ org }));
  members = [await createMember({ org, role: "member" }), await createMember({ org, role: "member" })];
  server.redirectTo = null;
  server.seen.length = 0;
});

type Header = { name: string; scope: "organization" | "member"; value: string | null };
const settingsWith = (...headers: Header[]) =>
  settingsInput.parse({
    authentication: "headers",
    headers,
    omitResource: false,
    pkceNotAdvertised: false,
    extraParameters: {},
    scopes: "",
  });
const shared = (given: string): Header => ({ name: "Authorization", scope: "organization", value: given });
const ofMember: Header = { name: "X-Api-Key", scope: "member", value: null };

async function add(...headers: Header[]): Promise<string> {
  const { connectorId } = value(await reserveConnector(owner));
  const client = { clientId: null, clientSecret: null };
  const settings = settingsWith(...headers);
  const input = { connectorId, name: "Keyed", url: server.url, ...client, anyway: false, settings };
  const added = value(await addConnector(owner, input));
  if (added.kind !== "added") throw new Error(JSON.stringify(added));
  return connectorId;
}

async function connect(member: Member, connectorId: string, headers?: { name: string; value: string }[]) {
  const { ctx, sessionId } = await browserOf(member);
  return beginConnect({ ...ctx, sessionId }, { connectorId, returnTo: "/", ...(headers && { headers }) });
}
const key = (given: string) => [{ name: "x-api-key", value: given }];

async function read(member: Member, connectorId: string) {
  const ctx = contextFor(member);
  const synced = await syncTools(ctx, (await findConnectionId(ctx, connectorId)) ?? "");
  return synced.ok ? "read" : synced.error.reason;
}
const standing = async (member: Member) => (await connectionsWithTools(contextFor(member)))[0];

describe("a key that the organization shares", () => {
  beforeEach(() => {
    server.accepts = ({ authorization }) => authorization === SHARED;
  });

  it("is found to work when added, connects members at once, and goes with every request", async () => {
    const connectorId = await add(shared(`  ${SHARED}\n`));
    expect(await findConnector(owner, connectorId)).toMatchObject({ auth: "headers", lastCheck: { outcome: "ready" } });
    expect(value(await connect(members[0], connectorId))).toEqual({ kind: "connected" });
    expect(await read(members[0], connectorId)).toBe("read");
    expect(await standing(members[0])).toMatchObject({ state: "connected", connector: { auth: "headers" } });
    expect(server.seen.every(({ authorization }) => authorization === SHARED)).toBe(true);
  });

  it("is never shown again: not in what owners and members see, the trail, or the database", async () => {
    const connectorId = await add(shared(SHARED));
    value(await connect(members[0], connectorId));
    const connector = await findConnector(owner, connectorId);
    if (!connector) throw new Error("no connector");
    const view = await settingsView(owner, connector);
    expect(view).toMatchObject({
      authentication: "headers",
      headers: [{ name: "authorization", scope: "organization" }],
    });
    expect(view.headers[0]?.setAt).toBeInstanceOf(Date);
    const told = JSON.stringify([connector, view, await standing(members[0])]) + (await databaseText());
    for (const form of [SHARED, Buffer.from(SHARED).toString("base64"), Buffer.from(SHARED).toString("base64url")])
      expect(told).not.toContain(form);
    const events = await db().auditEvent.findMany({ where: { subjectId: connectorId, type: "connector.headerSet" } });
    expect(events.map(({ data }) => data)).toEqual([{ header: "authorization" }]);
  });

  it("is sent as it was typed: nothing in it is expanded", async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what somebody types
    const typed = "Bearer ${HOME} $(id) {{user.email}}";
    server.accepts = ({ authorization }) => authorization === typed;
    const connectorId = await add(shared(typed));
    expect(value(await connect(members[0], connectorId))).toEqual({ kind: "connected" });
  });

  it("that the server refuses is said so when it is added, and when somebody connects", async () => {
    server.accepts = () => false;
    const { connectorId } = value(await reserveConnector(owner));
    const client = { clientId: null, clientSecret: null };
    const input = { connectorId, name: "Keyed", url: server.url, ...client, settings: settingsWith(shared("wrong")) };
    const refused = value(await addConnector(owner, { ...input, anyway: false }));
    expect(refused).toMatchObject({ kind: "not_working", check: { outcome: "key_refused" } });
    value(await addConnector(owner, { ...input, anyway: true }));
    expect(await connect(members[0], connectorId)).toEqual({ ok: false, error: "shared_key_refused" });
    expect(await db().connection.count({ where: { connectorId } })).toBe(0);
  });

  it("that stops working asks for an owner, and works again once the owner has replaced it", async () => {
    const connectorId = await add(shared(SHARED));
    value(await connect(members[0], connectorId));
    server.accepts = ({ authorization }) => authorization === "Bearer newer";
    expect(await read(members[0], connectorId)).toBe("needs_authorization");
    expect(await standing(members[0])).toMatchObject({
      state: "reconnect",
      connection: { stateReason: "key_refused" },
    });
    const edit = { connectorId, name: "Keyed", url: server.url, settings: settingsWith(shared("Bearer newer")) };
    expect(value(await editConnector(owner, edit))).toMatchObject({ connectionsEnded: 0, check: { outcome: "ready" } });
    expect(await standing(members[0])).toMatchObject({ state: "connected" });
    expect(await read(members[0], connectorId)).toBe("read");
  });

  it("never reaches the server before, when it was set with the move to another", async () => {
    const connectorId = await add(shared(SHARED));
    const asItWas = await findConnector(owner, connectorId);
    const settings = settingsWith(shared("canary-of-the-new-server"));
    value(
      await editConnector(owner, { connectorId, name: "Moved", url: new URL("/other", server.url).href, settings }),
    );
    const now = await findConnector(owner, connectorId);
    if (!asItWas || !now) throw new Error("no connector");
    expect(await sharedHeaders(owner, asItWas)).toEqual({});
    expect(await sharedHeaders(owner, now)).toEqual({ authorization: "canary-of-the-new-server" });
  });

  it("cannot be left out", async () => {
    const { connectorId } = value(await reserveConnector(owner));
    const settings = settingsWith({ ...shared(""), value: null });
    const input = { connectorId, name: "Keyed", url: server.url, clientId: null, clientSecret: null, anyway: true };
    expect(await addConnector(owner, { ...input, settings })).toEqual({ ok: false, error: "header_value_required" });
  });
});

describe("a key that each member gives", () => {
  beforeEach(() => {
    server.accepts = (headers) => ownKeys(headers["x-api-key"]);
  });

  it("is asked for at Connect, tried at once, and never mixed up with anybody else's", async () => {
    const connectorId = await add(ofMember);
    expect(await findConnector(owner, connectorId)).toMatchObject({ lastCheck: { outcome: "key_needed" } });
    const asked = { kind: "headers", names: ["x-api-key"], host: server.hostPort };
    expect(value(await connect(members[0], connectorId))).toEqual(asked);
    expect(await connect(members[0], connectorId, key("wrong"))).toEqual({ ok: false, error: "key_refused" });
    expect(await db().connection.count({ where: { connectorId } })).toBe(0);

    value(await connect(members[0], connectorId, key(KEYS.ada)));
    value(await connect(members[1], connectorId, key(KEYS.grace)));
    for (const [index, own] of [KEYS.ada, KEYS.grace].entries()) {
      await sessionPool().closeAll();
      server.seen.length = 0;
      expect(await read(members[index] as Member, connectorId)).toBe("read");
      expect(new Set(server.seen.map((headers) => headers["x-api-key"]))).toEqual(new Set([own]));
    }
    expect(await databaseText()).not.toContain("canary-key-of");
  });

  it("is asked for again when the server does not take it any more", async () => {
    const connectorId = await add(ofMember);
    value(await connect(members[0], connectorId, key(KEYS.ada)));
    server.accepts = (headers) => headers["x-api-key"] === "second";
    expect(await read(members[0], connectorId)).toBe("needs_authorization");
    expect(await standing(members[0])).toMatchObject({
      state: "reconnect",
      connection: { stateReason: "key_refused" },
    });
    expect(value(await connect(members[0], connectorId, key("second")))).toEqual({ kind: "connected" });
    expect(await standing(members[0])).toMatchObject({ state: "connected" });
    const rows = await db().requestHeader.findMany({ where: { connectorId } });
    expect(rows).toHaveLength(1);
  });

  it("that is replaced ends what was always allowed for the one before; the same key does not", async () => {
    server.accepts = () => true;
    const connectorId = await add(ofMember);
    value(await connect(members[0], connectorId, key(KEYS.ada)));
    const { orgId, userId } = contextFor(members[0]);
    const connectionId = (await findConnectionId(contextFor(members[0]), connectorId)) ?? "";
    const grant = { id: `grt_${connectionId}`, orgId, userId, connectorId, connectionId };
    await db().toolGrant.create({ data: { ...grant, toolName: "echo", definitionHash: "h" } });
    const revokedAt = async () => (await db().toolGrant.findUniqueOrThrow({ where: { id: grant.id } })).revokedAt;
    value(await connect(members[0], connectorId, key(KEYS.ada)));
    expect(await revokedAt()).toBeNull();
    value(await connect(members[0], connectorId, key(KEYS.grace)));
    expect(await revokedAt()).toBeInstanceOf(Date);
  });

  it("goes with the connection, and leaves with the member", async () => {
    const connectorId = await add(ofMember);
    for (const member of members) value(await connect(member, connectorId, key(KEYS.ada)));
    value(await disconnect(contextFor(members[0]), connectorId));
    await db().membership.deleteMany({ where: { userId: members[1].user.id } });
    expect(await db().requestHeader.count({ where: { connectorId } })).toBe(0);
  });

  it.each([
    ["another header", [{ name: "x-forwarded-user", value: "root" }]],
    ["a header more", [...key(KEYS.ada), { name: "x-admin", value: "1" }]],
    ["none", []],
  ])("is not taken as %s", async (_what, headers) => {
    const connectorId = await add(ofMember);
    server.seen.length = 0;
    expect(await connect(members[0], connectorId, headers)).toEqual({ ok: false, error: "connector_changed" });
    expect(server.seen).toEqual([]);
  });

  it("opens in its own place alone", async () => {
    const connectorId = await add(ofMember, shared(SHARED));
    value(await connect(members[0], connectorId, key(KEYS.ada)));
    value(await connect(members[1], connectorId, key(KEYS.grace)));
    const ids = [];
    for (const member of members) ids.push((await findConnectionId(contextFor(member), connectorId)) ?? "");
    const [ada, grace] = await Promise.all(
      ids.map((connectionId) => db().requestHeader.findFirstOrThrow({ where: { connectionId } })),
    );
    if (!ada || !grace) throw new Error("no rows");
    const swap = (id: string, data: { valueBox: string }) => db().requestHeader.update({ where: { id }, data });
    await swap(ada.id, { valueBox: grace.valueBox });
    await expect(syncTools(contextFor(members[0]), ids[0] ?? "")).rejects.toThrow("does not open");
    await swap(ada.id, { valueBox: ada.valueBox });
    const common = await db().requestHeader.findFirstOrThrow({ where: { connectorId, connectionId: null } });
    await swap(common.id, { valueBox: ada.valueBox });
    await expect(syncTools(contextFor(members[0]), ids[0] ?? "")).rejects.toThrow("does not open");
  });

  it("is not kept when the connector changed what it asks for meanwhile", async () => {
    const connectorId = await add(ofMember);
    const asItWas = await findConnector(owner, connectorId);
    if (!asItWas) throw new Error("no connector");
    value(
      await editConnector(owner, { connectorId, name: "Keyed", url: server.url, settings: settingsWith(shared("k")) }),
    );
    const late = await saveConnection(contextFor(members[0]), asItWas, null, "default", { "x-api-key": KEYS.ada });
    expect(late).toBeNull();
    expect(await db().connection.count({ where: { connectorId } })).toBe(0);
  });
});

describe("a server that sends its callers on to somebody else", () => {
  it("does not make their keys travel", async () => {
    server.accepts = () => true;
    const connectorId = await add(shared(SHARED), ofMember);
    value(await connect(members[0], connectorId, key(KEYS.ada)));
    await sessionPool().closeAll();
    server.redirectTo = `${elsewhere.origin}/mcp`;
    expect(await read(members[0], connectorId)).not.toBe("read");
    expect(elsewhere.requests).toEqual([]);
  });
});

describe("a connector without authentication", () => {
  it("connects nobody to a server that asks for a sign-in", async () => {
    server.accepts = () => false;
    const { connectorId } = value(await reserveConnector(owner));
    const settings = { ...settingsWith(ofMember), authentication: "none" as const };
    const input = { connectorId, name: "Open", url: server.url, clientId: null, clientSecret: null, anyway: true };
    value(await addConnector(owner, { ...input, settings }));
    expect(await findConnector(owner, connectorId)).toMatchObject({ auth: "none", settings: { headers: [] } });
    expect(await connect(members[0], connectorId)).toEqual({ ok: false, error: "sign_in_off" });
  });
});
