import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addConnector, inspectServer, reserveConnector } from "#lib/connectors/add-connector.ts";
import { clientDocument } from "#lib/connectors/client-document.ts";
import { listConnectors } from "#lib/connectors/data.ts";
import { reportConnector } from "#lib/connectors/manage-connector.ts";
import { addInput } from "#lib/connectors/schema.ts";
import { connectorView } from "#lib/connectors/view.ts";
import { db } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { forgetOnce } from "#lib/platform/process-registry.ts";
import { contextFor, createMember, createPersonalMember } from "#tests/factories/people.ts";
import { freePort } from "#tests/fakes/child-process.ts";
import { type EverythingServer, startEverything } from "#tests/fakes/everything-server.ts";
import { allowEgress, databaseText, startProtected, value } from "../connections/world.ts";

let server: EverythingServer;
let owner: OrgContext;
beforeAll(async () => {
  server = await startEverything();
});
beforeEach(async () => {
  allowEgress(server.hostPort, NOBODY);
  owner = contextFor(await createMember());
});
afterAll(() => server.close());

/** A port that nobody listens on. */
const NOBODY = `127.0.0.1:${await freePort()}`;
const DOWN = `http://${NOBODY}/mcp`;

async function add(ctx: OrgContext, given: Partial<Parameters<typeof addConnector>[1]> = {}) {
  const reserved = await reserveConnector(ctx);
  const connectorId = reserved.ok ? reserved.value.connectorId : "con_none";
  const input = { connectorId, name: "Docs", url: server.url, clientId: null, clientSecret: null, anyway: false };
  return addConnector(ctx, { ...input, ...given });
}

describe("looking at a server", () => {
  it("says what it is and suggests its name", async () => {
    const found = value(await inspectServer(owner, server.url));
    expect(found).toMatchObject({ host: server.hostPort, check: { outcome: "ready" } });
    if (found.check.outcome !== "ready") return;
    expect(found.suggestedName).toBe(found.check.server.title ?? found.check.server.name);
    expect(found.check.server).toMatchObject({ transport: "streamable_http" });
    expect(found.check.server.toolCount).toBeGreaterThan(3);
  });

  it("says that a sign-in is needed, or that nothing works there", async () => {
    const protectedServer = await startProtected();
    expect(value(await inspectServer(owner, protectedServer.url)).check).toEqual({ outcome: "sign_in" });
    expect(value(await inspectServer(owner, DOWN)).check).toMatchObject({ outcome: "failed", reason: "unreachable" });
    await protectedServer.close();
  });

  it.each([
    ["not an address", "invalid_url"],
    ["http://mcp.example.com/mcp", "scheme_not_allowed"],
    ["ftp://mcp.example.com/mcp", "scheme_not_allowed"],
    ["file:///etc/passwd", "scheme_not_allowed"],
    ["https://user:pass@mcp.example.com/", "userinfo_not_allowed"],
    ["https://10.0.0.1/mcp", "address_not_public"],
    ["https://169.254.169.254/mcp", "address_not_public"],
    ["https://localhost/mcp", "address_not_public"],
  ])("refuses %s before anything is sent (%s)", async (url, reason) => {
    expect(await inspectServer(owner, url)).toEqual({ ok: false, error: reason });
    expect(await add(owner, { url, anyway: true })).toEqual({ ok: false, error: reason });
  });
});

describe("adding a connector", () => {
  it("keeps it with what was found, a short name of its own, and an entry in the trail", async () => {
    expect(value(await add(owner))).toMatchObject({ kind: "added", check: { outcome: "ready" } });
    value(await add(owner));
    const [first, second] = await listConnectors(owner);
    expect([first?.slug, second?.slug].sort()).toEqual(["docs", "docs-2"]);
    expect(first).toMatchObject({ name: "Docs", kind: "custom", auth: "none", lastCheck: { outcome: "ready" } });
    const event = await db().auditEvent.findFirst({ where: { orgId: owner.orgId, type: "connector.added" } });
    expect(event).toMatchObject({
      actorId: owner.userId,
      data: { name: "Docs", host: server.hostPort, found: "ready" },
    });
  });

  it("asks again where no server works, and adds it anyway when told to", async () => {
    expect(value(await add(owner, { url: DOWN }))).toMatchObject({ kind: "not_working", check: { outcome: "failed" } });
    expect(await listConnectors(owner)).toEqual([]);
    expect(value(await add(owner, { url: DOWN, anyway: true }))).toMatchObject({ kind: "added" });
  });

  it("takes only an id that was promised to this person in this workspace, once", async () => {
    const mine = value(await reserveConnector(owner));
    expect(mine.callbackUrl).toBe(`http://localhost:3000/oauth/callback/${mine.connectorId}`);
    const others = contextFor(await createMember());
    const elsewhere = value(await reserveConnector(others));
    const gone = { ok: false, error: "reservation_gone" };
    expect(await add(others, { connectorId: mine.connectorId })).toEqual(gone);
    expect(await add(owner, { connectorId: elsewhere.connectorId })).toEqual(gone);
    expect(await add(owner, { connectorId: "con_chosen-by-hand" })).toEqual(gone);
    value(await add(owner, { connectorId: mine.connectorId }));
    expect(await add(owner, { connectorId: mine.connectorId })).toEqual(gone);
    await db()
      .$executeRaw`UPDATE connector_reservations SET expires_at = now() WHERE connector_id = ${elsewhere.connectorId}`;
    expect(await add(others, { connectorId: elsewhere.connectorId })).toEqual(gone);
  });

  it("is for owners, and for everybody in their personal workspace", async () => {
    for (const role of ["admin", "member", "auditor"] as const) {
      const ctx = contextFor(await createMember({ role }));
      expect(await reserveConnector(ctx)).toEqual({ ok: false, error: "not_found" });
      expect(await inspectServer(ctx, server.url)).toEqual({ ok: false, error: "not_found" });
      expect(await add(ctx)).toEqual({ ok: false, error: "not_found" });
    }
    const personal = contextFor(await createPersonalMember());
    expect(value(await add(personal))).toMatchObject({ kind: "added" });
  });

  it("keeps the owner's client secret sealed, and shows members the host alone", async () => {
    const clientSecret = "canary-secret-of-the-client";
    value(await add(owner, { clientId: "patchbay", clientSecret, url: `${server.url}?key=canary-key` }));
    const [connector] = await listConnectors(owner);
    if (!connector) throw new Error("no connector");
    const rows = await databaseText();
    expect(rows).not.toContain(clientSecret);
    expect(rows).not.toContain(Buffer.from(clientSecret).toString("base64"));
    const member = { ...owner, role: "member" as const };
    expect(JSON.stringify(connectorView(member, connector))).not.toContain("canary-key");
    expect(connectorView(owner, connector).url).toContain("canary-key");
  });
});

describe("the shape of what is sent", () => {
  const input = {
    connectorId: "con_1",
    name: "Docs",
    url: "https://x.example",
    clientId: "",
    clientSecret: "",
    anyway: false,
  };
  it.each([
    ["a name of spaces", { name: "   " }],
    ["a name that reads backwards", { name: "Docs\u202e" }],
    ["a name with an invisible character", { name: "Do\u200bcs" }],
    ["a name of two lines", { name: "Do\ncs" }],
    ["a secret without its client", { clientSecret: "s" }],
    ["a field nobody asked for", { orgId: "org_1" }],
    ["a command", { command: "sh" }],
  ])("refuses %s", (_what, changed) => {
    expect(addInput.safeParse(input).success).toBe(true);
    expect(addInput.safeParse({ ...input, ...changed }).success).toBe(false);
  });
});

describe("reporting a connector", () => {
  it("is recorded for members of its workspace, and for nobody else", async () => {
    const added = value(await add(owner));
    if (added.kind !== "added") throw new Error("not added");
    const { connectorId } = added;
    const member = { ...owner, role: "member" as const };
    value(await reportConnector(member, { connectorId, reason: "malicious", details: "It lies" }));
    expect(await db().connectorReport.count({ where: { connectorId, details: "It lies" } })).toBe(1);
    const outsider = contextFor(await createMember());
    const refused = await reportConnector(outsider, { connectorId, reason: "other", details: "" });
    expect(refused).toEqual({ ok: false, error: "not_found" });
  });
});

describe("the callback address", () => {
  it.each([
    ["http://localhost:3000", true],
    ["https://patchbay.example", true],
    ["http://patchbay.example", false],
  ])("that providers are told comes from PUBLIC_URL alone; %s will do: %s", async (publicUrl, isCallbackReachable) => {
    process.env.PUBLIC_URL = publicUrl;
    forgetOnce("env");
    const { connectorId, ...callback } = value(await reserveConnector(owner));
    expect(callback).toEqual({ callbackUrl: `${publicUrl}/oauth/callback/${connectorId}`, isCallbackReachable });
    process.env.PUBLIC_URL = "http://localhost:3000";
    forgetOnce("env");
  });
});

describe("the client metadata document", () => {
  it("exists for connectors alone, and only where providers can read it over https", async () => {
    const { connectorId } = value(await reserveConnector(owner));
    expect(await clientDocument(connectorId)).toBeNull();
    process.env.PUBLIC_URL = "https://patchbay.example";
    forgetOnce("env");
    const clientId = `https://patchbay.example/oauth/client/${connectorId}`;
    expect(await clientDocument(connectorId)).toMatchObject({
      client_id: clientId,
      redirect_uris: [`https://patchbay.example/oauth/callback/${connectorId}`],
      token_endpoint_auth_method: "none",
    });
    expect(await clientDocument("con_unknown")).toBeNull();
    process.env.PUBLIC_URL = "http://localhost:3000";
    forgetOnce("env");
  });
});
