import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { beginConnect } from "#lib/connections/begin-connect.ts";
import { connectionEndpoint } from "#lib/connections/endpoint.ts";
import { connectionsWithTools, syncTools } from "#lib/connections/tools.ts";
import { setPolicy } from "#lib/connectors/set-policy.ts";
import { accessToken } from "#lib/credentials/access-token.ts";
import { callTool } from "#lib/mcp/call-tool.ts";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import { db } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { forgetOnce } from "#lib/platform/process-registry.ts";
import { contextFor, createMember, createOrg } from "#tests/factories/people.ts";
import type { ProtectedServer } from "#tests/fakes/protected-mcp-server.ts";
import {
  addedConnector,
  browserOf,
  comeBack,
  connected,
  databaseText,
  signInAtProvider,
  startProtected,
  value,
} from "./world.ts";

let server: ProtectedServer;
beforeAll(async () => {
  server = await startProtected();
});
afterAll(() => server.close());

async function organization() {
  const org = await createOrg();
  const owner = await createMember({ org });
  const members = [await createMember({ org, role: "member" }), await createMember({ org, role: "member" })] as const;
  return { org, owner: contextFor(owner), members };
}

/** Which account the server takes this person for. */
async function accountAt(ctx: OrgContext, connectionId: string): Promise<string[]> {
  const before = { ...server.requests.allowed };
  value(await syncTools(ctx, connectionId));
  return Object.keys(server.requests.allowed).filter((name) => server.requests.allowed[name] !== before[name]);
}

describe("connecting an account", () => {
  it("leads to the provider, back to the page it began on, and to the account's tools", async () => {
    const { owner, members } = await organization();
    const connectorId = await addedConnector(owner, server.url);
    const browser = await browserOf(members[0]);
    const caller = { ...browser.ctx, sessionId: browser.sessionId };
    const begun = value(await beginConnect(caller, { connectorId, returnTo: "/chat/x?y=1" }));
    expect(begun).toMatchObject({
      kind: "sign_in",
      host: server.provider.hostPort,
      scopes: ["mcp:use", "offline_access"],
    });
    if (begun.kind !== "sign_in") return;
    const asked = new URL(begun.url).searchParams;
    expect(asked.get("redirect_uri")).toBe(`http://localhost:3000/oauth/callback/${connectorId}`);
    expect(asked.get("code_challenge_method")).toBe("S256");
    expect(asked.get("resource")).toBe(server.url);

    const query = await signInAtProvider(browser, connectorId, "ada");
    const outcome = await comeBack(browser, connectorId, query);
    expect(outcome).toEqual({ kind: "done", code: "connected", returnTo: `/settings/connectors/${connectorId}` });

    const [item] = await connectionsWithTools(browser.ctx);
    expect(item).toMatchObject({ connector: { id: connectorId, url: null }, state: "connected" });
    expect(item?.tools.map(({ name }) => name)).toContain("echo");
    const connectionId = item?.connection?.id ?? "";
    const echo = await db().toolDefinition.findFirst({ where: { connectionId, name: "echo" } });

    const { endpoint, poolKey } = value(await connectionEndpoint(browser.ctx, connectionId));
    const answer = await sessionPool().with(poolKey, endpoint, (session) =>
      callTool(session, {
        name: "echo",
        arguments: { message: "hi" },
        definition: echo?.definition as never,
        signal: AbortSignal.timeout(10_000),
        timeoutMs: 10_000,
        onProgress: () => {},
      }),
    );
    expect(value(answer)).toMatchObject({ kind: "result", result: { content: [{ type: "text", text: "Echo: hi" }] } });
  });

  it("never sends the browser anywhere but to one of our own pages", async () => {
    const { owner, members } = await organization();
    const connectorId = await addedConnector(owner, server.url);
    const browser = await browserOf(members[0]);
    const caller = { ...browser.ctx, sessionId: browser.sessionId };
    for (const returnTo of ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) {
      value(await beginConnect(caller, { connectorId, returnTo }));
      const flow = await db().oAuthFlow.findFirst({ where: { connectorId }, orderBy: { createdAt: "desc" } });
      expect(flow?.returnTo).toBe("/new");
    }
  });

  it("connects at once where the server asks for no sign-in", async () => {
    const { owner, members } = await organization();
    const connectorId = await addedConnector(owner, server.everything.url);
    const browser = await browserOf(members[0]);
    const caller = { ...browser.ctx, sessionId: browser.sessionId };
    expect(value(await beginConnect(caller, { connectorId, returnTo: "/new" }))).toEqual({ kind: "connected" });
    const [item] = await connectionsWithTools(browser.ctx);
    expect(item?.state).toBe("connected");
    expect(item?.tools.length).toBeGreaterThan(0);
    expect(await accessToken(browser.ctx, item?.connection?.id ?? "")).toEqual({ ok: true, value: null });
  });

  it("registers once for a connector, and anew for the next one and for another organization", async () => {
    const { owner, members } = await organization();
    const other = await organization();
    const first = await addedConnector(owner, server.url);
    const before = server.provider.counters.registrations;
    const browsers = await Promise.all([browserOf(members[0]), browserOf(members[1])]);
    await Promise.all(browsers.map((browser) => signInAtProvider(browser, first, "ada")));
    expect(server.provider.counters.registrations).toBe(before + 1);
    await connected(members[0], await addedConnector(owner, server.url), "ada");
    await connected(other.members[0], await addedConnector(other.owner, server.url), "ada");
    expect(server.provider.counters.registrations).toBe(before + 3);
    const rows = await db().clientRegistration.findMany({ where: { orgId: { in: [owner.orgId, other.owner.orgId] } } });
    expect(new Set(rows.map(({ clientId }) => clientId)).size).toBe(3);
  });

  it("registers anew when our own address has changed, which the provider would refuse otherwise", async () => {
    const { owner, members } = await organization();
    const connectorId = await addedConnector(owner, server.url);
    await connected(members[0], connectorId, "ada");
    const { registrations } = server.provider.counters;
    process.env.PUBLIC_URL = "http://localhost:3999";
    forgetOnce("env");
    try {
      const browser = await browserOf(members[1]);
      const query = await signInAtProvider(browser, connectorId, "grace");
      expect(await comeBack(browser, connectorId, query)).toMatchObject({ code: "connected" });
    } finally {
      process.env.PUBLIC_URL = "http://localhost:3000";
      forgetOnce("env");
    }
    expect(server.provider.counters.registrations).toBe(registrations + 1);
  });

  it("keeps two members of one organization apart: account, tokens, tools", async () => {
    const { owner, members } = await organization();
    const connectorId = await addedConnector(owner, server.url);
    const ada = await connected(members[0], connectorId, "ada");
    const grace = await connected(members[1], connectorId, "grace");
    expect(ada.token).not.toBe(grace.token);
    expect(await accountAt(ada.ctx, ada.connectionId)).toEqual(["ada"]);
    expect(await accountAt(grace.ctx, grace.connectionId)).toEqual(["grace"]);
    for (const [mine, theirs] of [
      [ada, grace],
      [grace, ada],
      [{ ctx: owner }, ada],
    ] as const) {
      expect(await accessToken(mine.ctx, theirs.connectionId)).toEqual({
        ok: false,
        error: { reason: "not_connected" },
      });
      expect(await connectionEndpoint(mine.ctx, theirs.connectionId)).toEqual({
        ok: false,
        error: { reason: "not_found" },
      });
      expect(await syncTools(mine.ctx, theirs.connectionId)).toMatchObject({ ok: false });
    }
  });

  it("stores no token readably, and shows none", async () => {
    const { owner, members } = await organization();
    const connectorId = await addedConnector(owner, server.url);
    const { ctx, token } = await connected(members[0], connectorId, "linus");
    const rows = await databaseText();
    const shown = JSON.stringify([await connectionsWithTools(ctx), await connectionsWithTools(owner)]);
    for (const form of [token, Buffer.from(token).toString("base64"), Buffer.from(token).toString("hex")]) {
      expect(rows).not.toContain(form);
      expect(shown).not.toContain(form);
    }
    expect(shown).not.toMatch(/token|verifier|secret_box/i);
  });

  it("refuses to begin where owners blocked the connector, and for a connector of another organization", async () => {
    const { owner, members } = await organization();
    const connectorId = await addedConnector(owner, server.url);
    value(await setPolicy(owner, { connectorId, toolName: "", mode: "block" }));
    const browser = await browserOf(members[0]);
    const caller = { ...browser.ctx, sessionId: browser.sessionId };
    const input = { connectorId, returnTo: "/new" };
    expect(await beginConnect(caller, input)).toEqual({ ok: false, error: "blocked" });
    expect((await connectionsWithTools(browser.ctx))[0]?.state).toBe("blocked");

    const outsider = await browserOf(await createMember());
    const foreign = { ...outsider.ctx, sessionId: outsider.sessionId };
    expect(await beginConnect(foreign, input)).toEqual({ ok: false, error: "not_found" });
    expect(await beginConnect(foreign, { ...input, connectorId: "con_unknown" })).toEqual({
      ok: false,
      error: "not_found",
    });
  });
});
