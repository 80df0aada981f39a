import { expect, test } from "vitest";
import { withRequestHeaders } from "./headers.ts";

const SERVER = "https://mcp.example.com/mcp";
const VALUES = { authorization: "Bearer secret", "x-tenant": "a" };

/** What a request looks like by the time it is sent. */
async function sent(...[input, init]: Parameters<typeof fetch>): Promise<Record<string, string>> {
  let headers = new Headers();
  const send = async (...[target, given]: Parameters<typeof fetch>) => {
    headers = new Headers(given?.headers ?? (target instanceof Request ? target.headers : {}));
    return new Response();
  };
  await withRequestHeaders(send, SERVER, VALUES)(input, init);
  return Object.fromEntries(headers);
}

test.each([SERVER, new URL("/messages?id=1", SERVER), new Request(SERVER, { headers: { accept: "text/html" } })])(
  "are added to what is sent to the server itself: %s",
  async (target) => {
    expect(await sent(target)).toMatchObject(VALUES);
  },
);

test("leave the request's own headers as they are, in place of one of the same name", async () => {
  const given = { accept: "application/json", Authorization: "Bearer other" };
  expect(await sent(SERVER, { headers: given })).toEqual({ ...VALUES, accept: "application/json" });
});

test.each([
  "https://auth.example.com/token",
  "https://mcp.example.com:8443/mcp",
  "http://mcp.example.com/mcp",
  "https://mcp.example.com.evil.example/mcp",
  "https://user@evil.example/https://mcp.example.com/mcp",
])("go nowhere else: %s", async (target) => {
  expect(await sent(target, { headers: { accept: "*/*" } })).toEqual({ accept: "*/*" });
});
