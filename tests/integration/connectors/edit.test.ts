import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addConnector, reserveConnector } from "#lib/connectors/add-connector.ts";
import { findConnector, ownClientOf } from "#lib/connectors/data.ts";
import { editConnector, previewEdit } from "#lib/connectors/edit-connector.ts";
import { type EditInput, type SettingsInput, settingsInput } from "#lib/connectors/schema.ts";
import { editableConnector, settingsView } from "#lib/connectors/settings-view.ts";
import { openRegistration } from "#lib/credentials/registrations.ts";
import { db } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { contextFor, createMember, createOrg, type Member } from "#tests/factories/people.ts";
import { type KeyedServer, startKeyed } from "#tests/fakes/keyed-mcp-server.ts";
import { startHttpServer } from "#tests/fakes/loopback-server.ts";
import type { ProtectedServer } from "#tests/fakes/protected-mcp-server.ts";
import {
  addedConnector,
  allowEgress,
  connected,
  databaseText,
  startProtected,
  stored,
  value,
} from "../connections/world.ts";

let server: ProtectedServer;
let keyed: KeyedServer;
beforeAll(async () => {
  server = await startProtected();
  keyed = await startKeyed(() => true);
  allowEgress(keyed.hostPort);
});
afterAll(() => Promise.all([server.close(), keyed.close()]));

let owner: OrgContext;
let org: Member["org"];
beforeEach(async () => {
  org = await createOrg();
  owner = contextFor(await createMember({ org }));
});

const plain = {
  authentication: "automatic",
  headers: [],
  omitResource: false,
  pkceNotAdvertised: false,
  extraParameters: {},
  scopes: "",
} as const;
const settings = (changed: object = {}): SettingsInput => settingsInput.parse({ ...plain, ...changed });
const lives = async (token: string) => (await server.provider.verify(token, server.url)) !== null;
const ofType = (connectorId: string, type: string) =>
  db().auditEvent.findMany({ where: { subjectId: connectorId, type }, orderBy: { id: "asc" } });

/** A connector with two members who signed in, and how to edit it. */
async function twoConnected() {
  const connectorId = await addedConnector(owner, server.url);
  const member = (name: string) =>
    createMember({ org, role: "member" }).then((one) => connected(one, connectorId, name));
  const [ada, grace] = [await member("ada"), await member("grace")];
  const edit = (changed: Partial<EditInput> = {}): EditInput => ({
    connectorId,
    name: "Everything",
    url: server.url,
    ...changed,
  });
  return { connectorId, ada, grace, edit };
}

/** What an owner agrees to who saves as soon as the numbers are there. */
async function agreedTo(input: EditInput) {
  const { updatedAt, kept, ended } = value(await previewEdit(owner, input));
  return { updatedAt, kept, ended: ended.reduce((sum, { people }) => sum + people, 0) };
}

const ownClient = (clientId: string, secret: NonNullable<EditInput["client"]>["secret"]) => ({ clientId, secret });

describe("an edit that leaves everybody connected", () => {
  it("says so before, and takes nobody's tokens", async () => {
    const { connectorId, ada, grace, edit } = await twoConnected();
    const input = edit({
      name: "Renamed",
      settings: settings({ scopes: "mcp:use", pkceNotAdvertised: true, extraParameters: { prompt: "login" } }),
    });
    expect(value(await previewEdit(owner, input))).toMatchObject({ kept: 2, ended: [] });
    expect(value(await editConnector(owner, input, await agreedTo(input)))).toEqual({
      connectionsEnded: 0,
      check: null,
    });
    expect([await lives(ada.token), await lives(grace.token)]).toEqual([true, true]);
    expect(await findConnector(owner, connectorId)).toMatchObject({
      name: "Renamed",
      settings: { oauth: { scopes: "mcp:use", pkceNotAdvertised: true, extraParameters: { prompt: "login" } } },
    });
    expect((await ofType(connectorId, "connector.settingsChanged")).map(({ data }) => data)).toEqual([
      { changed: ["pkceNotAdvertised", "extraParameters", "scopes"], authentication: "automatic" },
    ]);
  });
});

describe("an edit that ends connections", () => {
  it.each([
    ["client_changed", { client: ownClient("ours", { change: "set", value: "s" }) }],
    ["audience_changed", { settings: settings({ omitResource: true }) }],
    ["authentication_changed", { settings: settings({ authentication: "none" }) }],
  ] as const)(
    "says how many and why before (%s), revokes their tokens, and does not tell other connectors'",
    async (reason, changed) => {
      const { connectorId, ada, edit } = await twoConnected();
      const bystander = await addedConnector(owner, server.url, "Other");
      const other = await connected(await createMember({ org, role: "member" }), bystander, "linus");
      const input = edit(changed);
      expect(value(await previewEdit(owner, input))).toMatchObject({ kept: 0, ended: [{ reason, people: 2 }] });
      expect(await lives(ada.token)).toBe(true);
      expect(value(await editConnector(owner, input, await agreedTo(input)))).toMatchObject({ connectionsEnded: 2 });
      expect(await lives(ada.token)).toBe(false);
      expect(await stored(ada.ctx.userId)).toEqual({ connections: 0, credentials: 0 });
      expect(await lives(other.token)).toBe(true);
      const [edited] = await ofType(connectorId, "connector.edited");
      expect(edited?.data).toMatchObject({ connectionsEnded: 2 });
    },
  );
});

describe("numbers that do not hold any more", () => {
  it("are not acted on when somebody connected in between", async () => {
    const { connectorId, ada, edit } = await twoConnected();
    const input = edit({ settings: settings({ omitResource: true }) });
    const shown = await agreedTo(input);
    await connected(await createMember({ org, role: "member" }), connectorId, "linus");
    expect(await editConnector(owner, input, shown)).toEqual({ ok: false, error: "changed_meanwhile" });
    expect(await lives(ada.token)).toBe(true);
    expect(await findConnector(owner, connectorId)).toMatchObject({ settings: { oauth: { omitResource: false } } });
  });

  it("are not acted on when another owner edited in between", async () => {
    const { edit } = await twoConnected();
    const shown = await agreedTo(edit());
    value(await editConnector(owner, edit({ name: "First" })));
    expect(await editConnector(owner, edit({ name: "Second" }), shown)).toEqual({
      ok: false,
      error: "changed_meanwhile",
    });
  });

  it("are not acted on when another owner edited while the server was looked at", async () => {
    const { connectorId, ada, edit } = await twoConnected();
    const looked = Promise.withResolvers<void>();
    const slow = await startHttpServer((_request, response) => {
      void looked.promise.then(() => response.writeHead(404).end());
    });
    allowEgress(slow.hostPort);
    const moving = editConnector(owner, edit({ url: `${slow.origin}/mcp` }));
    await expect.poll(() => slow.requests.length, { timeout: 10_000 }).toBeGreaterThan(0);
    value(await editConnector(owner, edit({ name: "First" })));
    looked.resolve();
    expect(await moving).toEqual({ ok: false, error: "changed_meanwhile" });
    expect(await findConnector(owner, connectorId)).toMatchObject({ name: "First", url: server.url });
    expect(await lives(ada.token)).toBe(true);
    await slow.close();
  });

  it("are for owners of the workspace alone, as is what is set", async () => {
    const { connectorId, ada, edit } = await twoConnected();
    const admin = contextFor(await createMember({ org, role: "admin" }));
    const outsider = contextFor(await createMember());
    for (const ctx of [ada.ctx, admin, outsider]) {
      const refused = { ok: false, error: "not_found" };
      expect(await previewEdit(ctx, edit())).toEqual(refused);
      expect(await editConnector(ctx, edit({ settings: settings({ omitResource: true }) }))).toEqual(refused);
      expect(await editableConnector(ctx, connectorId)).toEqual(refused);
    }
  });

  it("show admins which parameters are sent, not what they say", async () => {
    const { connectorId, edit } = await twoConnected();
    value(await editConnector(owner, edit({ settings: settings({ extraParameters: { audience: "canary-tenant" } }) })));
    const connector = await findConnector(owner, connectorId);
    if (!connector) throw new Error("no connector");
    const admin = contextFor(await createMember({ org, role: "admin" }));
    expect((await settingsView(owner, connector)).oauth.extraParameters).toEqual({ audience: "canary-tenant" });
    expect((await settingsView(admin, connector)).oauth.extraParameters).toEqual({ audience: "" });
  });
});

describe("the owner's own client", () => {
  const secretOf = async (connectorId: string) => {
    const row = await db().clientRegistration.findFirstOrThrow({
      where: { connectorId, source: "preregistered" },
      omit: { createdAt: true },
    });
    return { ...openRegistration(row).client, issuer: row.issuer };
  };

  it("can be entered, given another secret, and taken out again; the secret is never shown", async () => {
    const { connectorId, edit } = await twoConnected();
    const canary = "canary-client-secret";
    value(await editConnector(owner, edit({ client: ownClient("ours", { change: "set", value: canary }) })));
    expect(await ownClientOf(owner, connectorId)).toEqual({ clientId: "ours", hasSecret: true, issuer: "" });
    expect(JSON.stringify(await editableConnector(owner, connectorId)) + (await databaseText())).not.toContain(canary);

    await db().clientRegistration.updateMany({ where: { connectorId }, data: { issuer: "https://id.example" } });
    value(await editConnector(owner, edit({ client: ownClient("ours", { change: "keep" }) })));
    expect(await secretOf(connectorId)).toMatchObject({ clientSecret: canary, issuer: "https://id.example" });
    value(await editConnector(owner, edit({ client: ownClient("ours", { change: "set", value: "second" }) })));
    expect(await secretOf(connectorId)).toMatchObject({ clientSecret: "second", issuer: "https://id.example" });
    value(await editConnector(owner, edit({ client: ownClient("ours", { change: "remove" }) })));
    expect(await ownClientOf(owner, connectorId)).toEqual({ clientId: "ours", hasSecret: false, issuer: "" });
    value(await editConnector(owner, edit({ client: { clientId: null, secret: { change: "keep" } } })));
    expect(await ownClientOf(owner, connectorId)).toBeNull();
    expect((await ofType(connectorId, "connector.clientChanged")).map(({ data }) => data)).toEqual([
      { clientId: "ours", secret: "replaced" },
      { clientId: "ours", secret: "replaced" },
      { clientId: "ours", secret: "none" },
      { clientId: null, secret: "none" },
    ]);
  });

  it("is needed, with a secret, to sign in as the organization", async () => {
    const { edit } = await twoConnected();
    const organization = settings({ authentication: "organization" });
    const refused = { ok: false, error: "client_required" };
    expect(await previewEdit(owner, edit({ settings: organization }))).toEqual(refused);
    const withoutSecret = ownClient("ours", { change: "keep" });
    expect(await previewEdit(owner, edit({ settings: organization, client: withoutSecret }))).toEqual(refused);
    const client = ownClient("ours", { change: "set", value: "s" });
    const preview = value(await previewEdit(owner, edit({ settings: organization, client })));
    expect(preview).toMatchObject({ kept: 0, ended: [{ reason: "authentication_changed", people: 2 }] });
  });

  it("does not take its secret to another server before it is known whose it is", async () => {
    const { edit } = await twoConnected();
    value(await editConnector(owner, edit({ client: ownClient("ours", { change: "set", value: "s" }) })));
    const url = keyed.url;
    expect(await editConnector(owner, edit({ url }))).toEqual({ ok: false, error: "client_secret_required" });
    const again = edit({ url, client: ownClient("ours", { change: "set", value: "s" }) });
    expect(await editConnector(owner, again)).toMatchObject({ ok: true });
  });
});

describe("a key that the organization shares", () => {
  const canary = "canary-shared-key";
  const header = (given: string | null, name = "X-Api-Key") => ({ name, scope: "organization", value: given });
  const withHeaders = (...headers: object[]) => settings({ authentication: "headers", headers });

  async function withKey() {
    const { connectorId } = value(await reserveConnector(owner));
    const input = { connectorId, name: "Keyed", url: keyed.url, clientId: null, clientSecret: null, anyway: false };
    value(await addConnector(owner, { ...input, settings: withHeaders(header(canary)) }));
    const edit = (changed: Partial<EditInput>): EditInput => ({
      connectorId,
      name: "Keyed",
      url: keyed.url,
      ...changed,
    });
    return { connectorId, edit };
  }
  const boxes = (connectorId: string) =>
    db().requestHeader.findMany({ where: { connectorId }, orderBy: { name: "asc" } });

  it("stays when nothing is typed, and is replaced or removed otherwise", async () => {
    const { connectorId, edit } = await withKey();
    const [before] = await boxes(connectorId);
    value(await editConnector(owner, edit({ name: "Renamed", settings: withHeaders(header(null)) })));
    expect(await boxes(connectorId)).toEqual([before]);
    value(await editConnector(owner, edit({ settings: withHeaders(header("second"), header("third", "X-Other")) })));
    expect((await boxes(connectorId)).map(({ name }) => name)).toEqual(["x-api-key", "x-other"]);
    expect((await boxes(connectorId))[0]?.valueBox).not.toBe(before?.valueBox);
    value(await editConnector(owner, edit({ settings: settings() })));
    expect(await boxes(connectorId)).toEqual([]);
    const trail = await db().auditEvent.findMany({
      where: { subjectId: connectorId, type: { startsWith: "connector.header" } },
      orderBy: { id: "asc" },
    });
    expect(trail.map(({ type, data }) => `${type} ${(data as { header: string }).header}`)).toEqual([
      "connector.headerSet x-api-key",
      "connector.headerSet x-api-key",
      "connector.headerSet x-other",
      "connector.headerRemoved x-api-key",
      "connector.headerRemoved x-other",
    ]);
  });

  it("never reaches another address: it has to be entered again there", async () => {
    const { connectorId, edit } = await withKey();
    const other = await startKeyed(() => true);
    allowEgress(other.hostPort);
    const moved = (given: string | null) => edit({ url: other.url, settings: withHeaders(header(given)) });
    const refused = { ok: false, error: "header_value_required" };
    expect(await previewEdit(owner, moved(null))).toEqual(refused);
    expect(await editConnector(owner, moved(null))).toEqual(refused);
    expect(await editConnector(owner, edit({ url: other.url }))).toEqual(refused);
    expect(other.seen).toEqual([]);
    value(await editConnector(owner, moved("for the other")));
    expect(new Set(other.seen.map((headers) => headers["x-api-key"]))).toEqual(new Set(["for the other"]));
    expect(await boxes(connectorId)).toHaveLength(1);
    await other.close();
  });
});
