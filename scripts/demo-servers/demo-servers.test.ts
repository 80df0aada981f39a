import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { obtainTokens, postToken, signInAndRefuse, type Tokens } from "#tests/fakes/oauth-client.ts";
import { startDemoServers } from "./demo-servers.ts";

let demo: Awaited<ReturnType<typeof startDemoServers>>;
beforeAll(async () => {
  demo = await startDemoServers(0);
});
afterAll(() => demo.close());

const url = (name: string) => demo.servers.find((server) => server.name === name)?.url ?? "";
async function connected(name: string, token?: string): Promise<Client> {
  const client = new Client({ name: "test", version: "1" });
  const headers = new Headers(token === undefined ? [] : [["authorization", `Bearer ${token}`]]);
  await client.connect(new StreamableHTTPClientTransport(new URL(url(name)), { requestInit: { headers } }));
  return client;
}
async function call(client: Client, name: string, args: Record<string, unknown> = {}): Promise<string> {
  const result = await client.callTool({ name, arguments: args });
  const [first] = result.content as { type: string; text?: string }[];
  return first?.text ?? "";
}

test("every server and the provider are on the list of addresses to allow", () => {
  for (const { url: address } of demo.servers) expect(demo.egressAllow).toContain(new URL(address).host);
  expect(demo.egressAllow).toHaveLength(4);
});

describe("Reference", () => {
  test("offers the handbook's pages, a sound, and a prompt whose argument is suggested", async () => {
    const client = await connected("Reference");
    const { contents } = await client.readResource({ uri: "handbook://holidays" });
    expect(contents[0]).toMatchObject({ text: expect.stringContaining("30 days") });
    const [sound] = (await client.readResource({ uri: "sound://chime" })).contents as { blob?: string }[];
    expect(Buffer.from(sound?.blob ?? "", "base64").toString("latin1", 0, 4)).toBe("RIFF");
    const prompt = await client.getPrompt({ name: "explain_page", arguments: { page: "holidays" } });
    expect(prompt.messages).toHaveLength(2);
    const ref = { type: "ref/prompt" as const, name: "explain_page" };
    const { completion } = await client.complete({ ref, argument: { name: "page", value: "hol" } });
    expect(completion.values).toEqual(["holidays"]);
    await client.close();
  });

  test("shows every kind of answer", async () => {
    const client = await connected("Reference");
    expect((await client.listTools()).tools).toHaveLength(6);
    expect(await call(client, "search_handbook", { query: "receipts" })).toContain("expenses");
    expect(await call(client, "read_handbook", { page: "holidays" })).toContain("30 days");
    expect(
      await client.callTool({ name: "convert_units", arguments: { value: 1, from: "mile", to: "km" } }),
    ).toMatchObject({
      structuredContent: { value: 1.609344, unit: "km" },
    });
    expect(await client.callTool({ name: "draw_colour", arguments: { colour: "teal" } })).toMatchObject({
      content: [
        { type: "text" },
        { type: "image", mimeType: "image/png", data: expect.stringMatching(/^iVBORw0KGgo/) },
      ],
    });
    expect(await client.callTool({ name: "always_fails" })).toMatchObject({ isError: true });
    await client.close();
  });

  test("reports progress", async () => {
    const client = await connected("Reference");
    const seen: number[] = [];
    const onprogress = ({ progress }: { progress: number }) => void seen.push(progress);
    await client.callTool({ name: "count_slowly", arguments: { to: 3 } }, { onprogress });
    expect(seen).toEqual([1, 2, 3]);
    await client.close();
  });
});

describe("Task board", () => {
  test("reads, writes, and names its view", async () => {
    const client = await connected("Task board");
    const { tools } = await client.listTools();
    const board = tools.find((tool) => tool.name === "show_board");
    expect(board?._meta).toEqual({ ui: { resourceUri: "ui://task-board/board.html" } });
    const { contents } = await client.readResource({ uri: "ui://task-board/board.html" });
    expect(contents[0]).toMatchObject({ mimeType: "text/html;profile=mcp-app" });
    expect(await call(client, "add_task", { title: "Test the board" })).toBe("Added task 4: Test the board");
    expect(await call(client, "complete_task", { id: 4 })).toBe("Done: Test the board");
    expect(await call(client, "list_tasks")).toContain("4. [x] Test the board");
    await client.close();
  });
});

describe("Team notes", () => {
  let issuer: string;
  const tokens: Record<string, Tokens> = {};
  beforeAll(async () => {
    const metadata = new URL("/.well-known/oauth-protected-resource/mcp", url("Team notes"));
    issuer = (await (await fetch(metadata)).json()).authorization_servers[0];
    for (const person of demo.providerAccounts)
      tokens[person.login] = await obtainTokens(
        issuer,
        { account: person.login, password: person.password },
        {
          resource: url("Team notes"),
          scope: "notes:read notes:write",
        },
      );
  });

  test("asks for a token and says where to get one", async () => {
    const response = await fetch(url("Team notes"), { method: "POST" });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toContain("/.well-known/oauth-protected-resource/mcp");
  });

  test("shows two people different notes", async () => {
    const [ada, grace] = [
      await connected("Team notes", tokens.ada?.accessToken),
      await connected("Team notes", tokens.grace?.accessToken),
    ];
    expect(await call(ada, "whoami")).toContain("as ada");
    expect(await call(grace, "whoami")).toContain("as grace");
    expect(await call(ada, "add_note", { title: "Mine", text: "Only mine" })).toMatch(/^Saved as note \d+\.$/);
    expect(await call(ada, "list_notes")).toContain("Mine");
    expect(await call(grace, "list_notes")).not.toContain("Mine");
    const id = Number(/(\d+)\. Mine/.exec(await call(ada, "list_notes"))?.[1]);
    expect(await call(grace, "read_note", { id })).toBe(`There is no note ${id}.`);
    expect(await call(grace, "delete_note", { id })).toBe(`There is no note ${id}.`);
    expect(await call(ada, "delete_note", { id })).toBe(`Note ${id} is deleted.`);
    await Promise.all([ada.close(), grace.close()]);
  });

  test("rotates refresh tokens, and takes a used one for theft", async () => {
    const fresh = await obtainTokens(issuer, { account: "ada", password: "engine-1843" });
    const refresh = (token: string) =>
      postToken(issuer, { grant_type: "refresh_token", refresh_token: token, client_id: fresh.clientId });
    const second = await refresh(fresh.refreshToken ?? "");
    expect(second.status).toBe(200);
    expect(second.body.refresh_token).not.toBe(fresh.refreshToken);
    expect(await refresh(fresh.refreshToken ?? "")).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
    expect(await refresh(second.body.refresh_token)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
    const revoked = connected("Team notes", second.body.access_token);
    await expect(revoked).rejects.toThrow();
  });

  test("refuses a wrong password, another resource, and lets a person say no", async () => {
    await expect(obtainTokens(issuer, { account: "ada", password: "wrong" })).rejects.toThrow("did not accept");
    const elsewhere = { resource: "https://elsewhere.example/mcp" };
    await expect(obtainTokens(issuer, { account: "ada", password: "engine-1843" }, elsewhere)).rejects.toThrow();
    const query = { client_id: tokens.ada?.clientId ?? "", redirect_uri: "http://localhost:3000/oauth/callback/test" };
    const challenge = {
      code_challenge: "x".repeat(43),
      code_challenge_method: "S256",
      response_type: "code",
      state: "s",
    };
    const back = new URL(await signInAndRefuse(`${issuer}/auth?${new URLSearchParams({ ...query, ...challenge })}`));
    expect(Object.fromEntries(back.searchParams)).toMatchObject({ error: "access_denied", state: "s", iss: issuer });
  });
});
