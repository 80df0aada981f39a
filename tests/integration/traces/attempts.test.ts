import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { beginConnect } from "#lib/connections/begin-connect.ts";
import { runCheck } from "#lib/connections/run-check.ts";
import { syncTools } from "#lib/connections/tools.ts";
import { addConnector, inspectServer, reserveConnector } from "#lib/connectors/add-connector.ts";
import { recheckConnector } from "#lib/connectors/manage-connector.ts";
import { accessToken } from "#lib/credentials/access-token.ts";
import { db } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { listOwnTraces, listTraces } from "#lib/traces/data.ts";
import { tracesSettled } from "#lib/traces/record.ts";
import type { TraceStep, TraceView } from "#lib/traces/types.ts";
import { contextFor, createMember, createOrg } from "#tests/factories/people.ts";
import { startHttpServer } from "#tests/fakes/loopback-server.ts";
import { signInAndRefuse } from "#tests/fakes/oauth-client.ts";
import type { ProtectedServer } from "#tests/fakes/protected-mcp-server.ts";
import {
  addedConnector,
  allowEgress,
  browserOf,
  comeBack,
  connected,
  signInAtProvider,
  startProtected,
  value,
} from "../connections/world.ts";

let server: ProtectedServer;
beforeAll(async () => {
  server = await startProtected();
});
afterAll(() => server.close());

/** An organization with a connector, its owner and one member. */
async function organization(url = server.url) {
  const org = await createOrg();
  const owner = contextFor(await createMember({ org }));
  const member = await createMember({ org, role: "member" });
  return { org, owner, member, connectorId: await addedConnector(owner, url) };
}

/** What owners see, newest first, once everything is stored. */
async function tracesOf(owner: OrgContext, connectorId: string): Promise<TraceView[]> {
  await tracesSettled();
  return listTraces(owner, connectorId);
}

/** An address at which nobody listens, and that may be reached. */
async function addressOfNobody(): Promise<string> {
  const { origin, hostPort, close } = await startHttpServer(() => {});
  await close();
  allowEgress(hostPort);
  return `${origin}/mcp`;
}

const names = (steps: readonly TraceStep[] = []) => steps.map(({ name, outcome }) => `${name} ${outcome}`);

describe("an attempt to connect", () => {
  it("is one trace from the click to the tools, and waits while its person is at the provider", async () => {
    const { owner, member, connectorId } = await organization();
    const browser = await browserOf(member);
    const query = await signInAtProvider(browser, connectorId, "ada");
    const [begun] = await tracesOf(owner, connectorId);
    expect(begun).toMatchObject({ kind: "connect", outcome: "pending", person: member.user.name });
    expect(begun?.steps.at(-1)).toMatchObject({ name: "authorization", outcome: "ok" });

    await comeBack(browser, connectorId, query);
    const [finished, ...others] = await tracesOf(owner, connectorId);
    expect(finished).toMatchObject({ id: begun?.id, kind: "connect", outcome: "ok", reason: null });
    expect(names(finished?.steps)).toEqual([
      "resolve ok",
      "connect ok",
      "era skipped",
      "challenge ok",
      "resource_metadata ok",
      "connect ok",
      "server_metadata ok",
      "registration ok",
      "authorization ok",
      "callback ok",
      "resolve ok",
      "connect ok",
      "token ok",
      "connect ok",
      "era ok",
      "list ok",
    ]);
    const offsets = finished?.steps.map(({ startedAt }) => startedAt) ?? [];
    expect(Math.max(...offsets.slice(0, 9))).toBeLessThanOrEqual(Math.min(...offsets.slice(9)));
    expect(others.map(({ kind }) => kind)).toEqual(["check"]);
  });

  it("says what each step saw", async () => {
    const { owner, member, connectorId } = await organization();
    await connected(member, connectorId, "ada");
    const [trace] = await tracesOf(owner, connectorId);
    const evidence = (name: TraceStep["name"]) => trace?.steps.findLast((step) => step.name === name)?.evidence;
    const { origin } = new URL(server.url);
    expect(Object.keys(evidence("resolve") ?? {})).toEqual(["host", "addressCount", "family", "isPublic"]);
    expect(evidence("resolve")).toEqual({ host: "127.0.0.1", addressCount: 1, family: "IPv4", isPublic: false });
    expect(evidence("challenge")).toMatchObject({
      resourceMetadata: `${origin}/.well-known/oauth-protected-resource/mcp`,
    });
    expect(evidence("server_metadata")).toMatchObject({ issuer: server.provider.issuer, hasPkce: true });
    expect(evidence("server_metadata")?.exchanges).toEqual([
      expect.objectContaining({ status: 200, contentType: "application/json" }),
    ]);
    expect(evidence("registration")).toMatchObject({ source: "dcr" });
    expect(evidence("authorization")).toMatchObject({ scope: "mcp:use offline_access" });
    expect(evidence("token")).toMatchObject({ tokenType: "Bearer", hasRefreshToken: true, expiresInS: 600 });
    expect(evidence("era")).toMatchObject({ transport: "streamable_http" });
    expect(evidence("list")).toMatchObject({ toolCount: expect.any(Number), leftOut: 0 });
  });

  it("ends where the person declined", async () => {
    const { owner, member, connectorId } = await organization();
    const browser = await browserOf(member);
    const caller = { ...browser.ctx, sessionId: browser.sessionId };
    const begun = value(await beginConnect(caller, { connectorId, returnTo: "/settings/connectors" }));
    if (begun.kind !== "sign_in") throw new Error("no sign-in");
    const query = new URL(await signInAndRefuse(begun.url)).search.slice(1);
    await comeBack(browser, connectorId, query);
    const [trace] = await tracesOf(owner, connectorId);
    expect(trace).toMatchObject({ kind: "connect", outcome: "failed", reason: "access_denied" });
    expect(trace?.steps.at(-1)).toMatchObject({ name: "callback", outcome: "failed", reason: "access_denied" });
  });

  it("that comes back in somebody else's browser or too late fails at the callback, for whoever began it", async () => {
    const { org, owner, member, connectorId } = await organization();
    const query = await signInAtProvider(await browserOf(member), connectorId, "ada");
    const other = await browserOf(await createMember({ org, role: "member" }));
    await comeBack(other, connectorId, query);
    const [trace] = await tracesOf(owner, connectorId);
    expect(trace).toMatchObject({ person: member.user.name, outcome: "failed", reason: "flow_someone_else" });
    expect(trace?.steps.at(-1)).toMatchObject({ name: "callback", reason: "flow_someone_else" });

    const browser = await browserOf(member);
    const late = await signInAtProvider(browser, connectorId, "ada");
    await db().$executeRaw`UPDATE oauth_flows SET expires_at = now() WHERE connector_id = ${connectorId}`;
    await comeBack(browser, connectorId, late);
    expect((await tracesOf(owner, connectorId))[0]).toMatchObject({ outcome: "failed", reason: "flow_expired" });
  });
});

describe("a check", () => {
  it("goes the whole way with the caller's account and tells each step as it ends", async () => {
    const { owner, member, connectorId } = await organization();
    const { ctx } = await connected(member, connectorId, "ada");
    const told: TraceStep[] = [];
    expect(value(await runCheck(ctx, connectorId, (step) => told.push(step)))).toMatchObject({ outcome: "ok" });
    expect(names(told)).toEqual([
      "resolve ok",
      "connect ok",
      "era skipped",
      "challenge ok",
      "resource_metadata ok",
      "connect ok",
      "server_metadata ok",
      "session ok",
      "list ok",
    ]);
    expect(JSON.stringify(told)).not.toContain("127.0.0.1");
    expect((await tracesOf(owner, connectorId))[0]).toMatchObject({ kind: "check", outcome: "ok" });
  });

  it("without an account ends before the tools, and says so", async () => {
    const { owner, connectorId } = await organization();
    const told: TraceStep[] = [];
    value(await runCheck(owner, connectorId, (step) => told.push(step)));
    expect(told.at(-1)).toMatchObject({ name: "list", outcome: "skipped", reason: "not_connected" });
    expect(told[0]?.evidence).toMatchObject({ host: "127.0.0.1" });
  });

  it("of a server that is not there fails where it fails", async () => {
    const { owner, connectorId } = await organization();
    const url = await addressOfNobody();
    await db().connector.update({ where: { id: connectorId }, data: { url } });
    value(await recheckConnector(owner, connectorId));
    const [trace] = await tracesOf(owner, connectorId);
    expect(trace).toMatchObject({ kind: "check", outcome: "failed", reason: "unreachable" });
    expect(trace?.steps[1]).toMatchObject({ name: "connect", outcome: "failed", reason: "connect_failed" });
    expect(trace?.steps[1]?.evidence).toMatchObject({ code: "ECONNREFUSED", address: "127.0.0.1" });
  });

  it("in the dialog that adds a connector gives its steps to the dialog", async () => {
    const owner = contextFor(await createMember());
    const url = await addressOfNobody();
    const inspected = value(await inspectServer(owner, url));
    expect(names(inspected.steps).slice(0, 2)).toEqual(["resolve ok", "connect failed"]);
    const { connectorId } = value(await reserveConnector(owner));
    const input = { connectorId, name: "Gone", url, clientId: null, clientSecret: null };
    const refused = value(await addConnector(owner, { ...input, anyway: false }));
    expect(refused).toMatchObject({ kind: "not_working", steps: inspected.steps.map(({ name }) => ({ name })) });
    value(await addConnector(owner, { ...input, anyway: true }));
    expect(await tracesOf(owner, connectorId)).toMatchObject([{ kind: "check", outcome: "failed" }]);
  });

  it("of a port that no request may use says that the address is refused", async () => {
    allowEgress("127.0.0.1:1");
    const inspected = value(await inspectServer(contextFor(await createMember()), "http://127.0.0.1:1/mcp"));
    expect(inspected.check).toMatchObject({ outcome: "failed", reason: "address_refused" });
  });

  it("of another organization's connector is not there", async () => {
    const { connectorId } = await organization();
    const stranger = contextFor(await createMember());
    expect(await runCheck(stranger, connectorId, () => expect.unreachable())).toMatchObject({ error: "not_found" });
  });
});

describe("reading and renewing", () => {
  it("leave a trace each; a refresh that fails names the provider's reason", async () => {
    const { owner, member, connectorId } = await organization();
    const { ctx, connectionId } = await connected(member, connectorId, "ada");
    value(await syncTools(ctx, connectionId));
    expect((await tracesOf(owner, connectorId))[0]).toMatchObject({ kind: "list", outcome: "ok" });

    server.provider.revokeAll();
    await db().$executeRaw`UPDATE credentials SET expires_at = now() WHERE connection_id = ${connectionId}`;
    expect((await accessToken(ctx, connectionId)).ok).toBe(false);
    const [refresh] = await tracesOf(owner, connectorId);
    expect(refresh).toMatchObject({ kind: "refresh", outcome: "failed", reason: "invalid_grant" });
    expect(refresh?.steps.at(-1)).toMatchObject({ name: "refresh", outcome: "failed", reason: "invalid_grant" });

    expect((await syncTools(ctx, connectionId)).ok).toBe(false);
    const [list] = await tracesOf(owner, connectorId);
    expect(list).toMatchObject({ kind: "list", outcome: "failed", reason: "needs_reauth" });
    expect(names(list?.steps)).toEqual(["refresh failed"]);
  });
});

describe("who sees what", () => {
  it("a member sees their own attempts, without addresses and others' words; an owner everybody's", async () => {
    const { org, owner, member, connectorId } = await organization();
    const other = await createMember({ org, role: "member" });
    await connected(member, connectorId, "ada");
    await connected(other, connectorId, "grace");
    await tracesSettled();
    const own = await listOwnTraces(contextFor(member), connectorId, false);
    expect(own.map(({ kind }) => kind)).toEqual(["connect"]);
    expect(JSON.stringify(own)).not.toMatch(/127\.0\.0\.1|localhost|exchanges/);
    const people = (await listTraces(owner, connectorId)).map(({ person }) => person);
    expect(people).toEqual([other.user.name, member.user.name, null]);
  });

  it("another organization sees none, even of a connector whose id it knows", async () => {
    const { connectorId } = await organization();
    await tracesSettled();
    const stranger = contextFor(await createMember());
    expect(await listTraces(stranger, connectorId)).toEqual([]);
    expect(await listOwnTraces(stranger, connectorId, true)).toEqual([]);
  });
});
