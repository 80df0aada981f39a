import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startChild } from "#tests/fakes/child-process.ts";
import { type CountingServer, startCountingServer } from "#tests/fakes/counting-server.ts";
import { startEverything } from "#tests/fakes/everything-server.ts";
import { obtainTokens, postToken } from "#tests/fakes/oauth-client.ts";
import { type ProtectedServer, startProtectedEverything } from "#tests/fakes/protected-mcp-server.ts";

async function connected(url: string, token?: string): Promise<Client> {
  const client = new Client({ name: "test", version: "1" });
  const headers = new Headers(token === undefined ? [] : [["authorization", `Bearer ${token}`]]);
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
  return client;
}

test("the reference server starts, answers, and starts again", async () => {
  const server = await startEverything();
  for (let round = 0; round < 2; round++) {
    const client = await connected(server.url);
    expect(await client.callTool({ name: "echo", arguments: { message: "hello" } })).toMatchObject({
      content: [{ type: "text", text: "Echo: hello" }],
    });
    await client.close();
    await server.restart();
  }
  await server.close();
});

test("a server that does not start says why", async () => {
  const failing = startChild(["-e", "console.error('no such port'); process.exit(3)"], {}, /ready/);
  await expect(failing).rejects.toThrow(/ended with 3[\s\S]*no such port/);
});

describe("the reference server behind OAuth", () => {
  let server: ProtectedServer;
  beforeAll(async () => {
    server = await startProtectedEverything();
  });
  afterAll(() => server.close());

  test("refuses without a token, with a made-up one, and with one for another resource", async () => {
    const other = "http://127.0.0.1:1/mcp";
    server.provider.addResource(other);
    const { accessToken } = await obtainTokens(server.provider.issuer, { account: "ada" }, { resource: other });
    for (const token of [undefined, "made-up", accessToken])
      await expect(connected(server.url, token)).rejects.toThrow();
    expect(server.requests.refused).toBeGreaterThanOrEqual(3);
  });

  test("lets an account through, as that account", async () => {
    const { issuer } = server.provider;
    const { accessToken } = await obtainTokens(issuer, { account: "grace" }, { resource: server.url });
    const client = await connected(server.url, accessToken);
    expect((await client.listTools()).tools.length).toBeGreaterThan(5);
    expect(server.requests.allowed.grace).toBeGreaterThan(0);
    expect(server.requests.allowed).not.toHaveProperty("linus");
    await client.close();
  });

  test("counts, fails on demand, and revokes everything", async () => {
    const { issuer, counters, faults } = server.provider;
    const tokens = await obtainTokens(issuer, { account: "ada" }, { resource: server.url });
    const before = { ...counters };
    const refresh = (refreshToken: string) =>
      postToken(issuer, { grant_type: "refresh_token", refresh_token: refreshToken, client_id: tokens.clientId });
    const second = await refresh(tokens.refreshToken ?? "");
    expect(second.status).toBe(200);
    expect(counters.refreshes).toBe(before.refreshes + 1);

    faults.tokenStatus = 503;
    const failing = await fetch(`${issuer}/token`, { method: "POST" });
    expect(failing.status).toBe(503);
    faults.tokenStatus = 0;

    const form = new URLSearchParams({ token: second.body.access_token, client_id: tokens.clientId });
    expect((await fetch(`${issuer}/token/revocation`, { method: "POST", body: form })).status).toBe(200);
    expect(counters.revocations).toBe(before.revocations + 1);
    await expect(connected(server.url, second.body.access_token)).rejects.toThrow();

    server.provider.revokeAll();
    expect(await refresh(second.body.refresh_token)).toMatchObject({ body: { error: "invalid_grant" } });
    expect(counters.refusedRefreshes).toBe(before.refusedRefreshes + 1);
  });

  test("can issue tokens that live for a second", async () => {
    const brief = await startProtectedEverything({ accessTokenSeconds: 1 });
    const { accessToken } = await obtainTokens(brief.provider.issuer, { account: "ada" }, { resource: brief.url });
    await expect.poll(() => brief.provider.verify(accessToken, brief.url), { timeout: 5_000 }).toBeNull();
    await brief.close();
  });
});

describe("the counting server", () => {
  let server: CountingServer;
  beforeAll(async () => {
    server = await startCountingServer();
  });
  afterAll(() => server.close());

  test("counts on disk, also what it never answered", async () => {
    const client = await connected(server.url);
    await client.callTool({ name: "execute", arguments: { id: "answered" } });
    const dropped = client.callTool({ name: "execute", arguments: { id: "dropped", ending: "drop" } });
    await expect(dropped).rejects.toThrow();
    const hanging = client
      .callTool({ name: "execute", arguments: { id: "killed", ending: "hang" } })
      .catch(() => "lost");
    await expect.poll(() => server.executions("killed")).toBe(1);
    await server.restart();
    expect(await hanging).toBe("lost");
    expect(server.log()).toEqual(["answered", "dropped", "killed"]);
    await client.close();
  });
});
