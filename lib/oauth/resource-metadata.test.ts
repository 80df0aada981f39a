import { expect, test } from "vitest";
import { ISSUER, SERVER_URL } from "#tests/factories/oauth.ts";
import { html, stubFetch } from "#tests/fakes/stub-fetch.ts";
import { fetchResourceMetadata, resourceCovers, resourceMetadataUrls } from "./resource-metadata.ts";

const server = new URL(SERVER_URL);
const PATH_FORM = "https://mcp.example.com/.well-known/oauth-protected-resource/mcp";
const ROOT_FORM = "https://mcp.example.com/.well-known/oauth-protected-resource";
const FROM_HEADER = "https://mcp.example.com/metadata.json";
const document = { resource: SERVER_URL, authorization_servers: [ISSUER] };

test("the challenge's address is the one that counts", async () => {
  const stub = stubFetch({ [FROM_HEADER]: document, [PATH_FORM]: { ...document, resource: "https://other.example" } });
  expect(await fetchResourceMetadata(server, FROM_HEADER, stub)).toEqual({ ok: true, value: document });
});

test.each([
  ["is missing", () => html(404)],
  ["is a page", () => html(200)],
  ["is another document", () => Response.json({ hello: 1 })],
])("when the challenge's document %s, nothing else is tried", async (_name, answer) => {
  const stub = stubFetch({ [FROM_HEADER]: answer, [PATH_FORM]: document });
  const result = await fetchResourceMetadata(server, FROM_HEADER, stub);
  expect(result).toMatchObject({
    ok: false,
    error: { reason: "resource_metadata_invalid", step: "resource_metadata" },
  });
  expect(stub.requests).toHaveLength(1);
});

test.each([["http://mcp.example.com/m"], ["file:///etc/passwd"], ["/relative"], ["https://u:p@mcp.example.com/m"]])(
  "the challenge's address must be a proper one: %s",
  async (address) => {
    const stub = stubFetch({});
    expect(await fetchResourceMetadata(server, address, stub)).toMatchObject({
      error: { reason: "endpoint_not_allowed" },
    });
    expect(stub.requests).toEqual([]);
  },
);

test("without a challenge: the well-known address with the path, then without; a page is not a document", async () => {
  const stub = stubFetch({ [PATH_FORM]: () => html(200), [ROOT_FORM]: document });
  expect(await fetchResourceMetadata(server, null, stub)).toEqual({ ok: true, value: document });
  expect(stub.requests.map((request) => request.url)).toEqual([PATH_FORM, ROOT_FORM]);
});

test("a server without any document has none", async () => {
  expect(await fetchResourceMetadata(server, null, stubFetch({}))).toEqual({ ok: true, value: null });
});

test.each([500, 503, 429])("a server that cannot say now (%i) is not taken for one that has none", async (status) => {
  const stub = stubFetch({ [PATH_FORM]: () => html(status), [ROOT_FORM]: document });
  expect(await fetchResourceMetadata(server, null, stub)).toMatchObject({
    error: { reason: "temporarily_unavailable" },
  });
});

test("the query of a server's URL is part of its well-known address", () => {
  expect(resourceMetadataUrls(new URL("https://mcp.example.com/mcp/?t=1"))).toEqual([`${PATH_FORM}?t=1`, ROOT_FORM]);
  expect(resourceMetadataUrls(new URL("https://mcp.example.com/"))).toEqual([ROOT_FORM]);
});

test.each([
  [SERVER_URL, true],
  ["https://mcp.example.com", true],
  ["https://mcp.example.com/", true],
  ["https://mcp.example.com/mcp/", true],
  ["https://MCP.example.com:443/mcp", true],
  ["https://mcp.example.com/mc", false],
  ["https://mcp.example.com/mcp/deeper", false],
  ["https://mcp.example.com/mcp?tenant=2", false],
  ["https://mcp.example.com/mcp#x", false],
  ["https://u@mcp.example.com/mcp", false],
  ["http://mcp.example.com/mcp", false],
  ["https://mcp.example.com:8443/mcp", false],
  ["https://other.example/mcp", false],
  ["urn:example:mcp", false],
])("resource %s covers the server: %s", (resource, expected) => {
  expect(resourceCovers(resource, server)).toBe(expected);
});

test.each([[FROM_HEADER], [null]])(
  "metadata that speaks for another server is refused (challenge: %s)",
  async (header) => {
    const foreign = { ...document, resource: "https://bank.example/api" };
    const stub = stubFetch({ [FROM_HEADER]: foreign, [PATH_FORM]: foreign, [ROOT_FORM]: document });
    expect(await fetchResourceMetadata(server, header, stub)).toMatchObject({ error: { reason: "resource_mismatch" } });
  },
);

test("redirects are followed within the origin, at most three, and never elsewhere", async () => {
  const to = (location: string) => () => new Response(null, { status: 307, headers: { location } });
  const inside = stubFetch({ [PATH_FORM]: to("/moved"), "https://mcp.example.com/moved": document });
  expect(await fetchResourceMetadata(server, null, inside)).toEqual({ ok: true, value: document });

  const outside = stubFetch({ [PATH_FORM]: to("https://other.example/x"), "https://other.example/x": document });
  expect(await fetchResourceMetadata(server, null, outside)).toEqual({ ok: true, value: null });
  expect(outside.requests.map((request) => request.url)).toEqual([PATH_FORM, ROOT_FORM]);

  const endless = stubFetch({ [PATH_FORM]: to(PATH_FORM) });
  await fetchResourceMetadata(server, null, endless);
  expect(endless.requests).toHaveLength(1 + 3 + 1);
});
