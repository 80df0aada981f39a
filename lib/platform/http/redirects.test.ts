import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type LoopbackServer, startHttpServer } from "#tests/fakes/loopback-server.ts";
import { createGuardedFetch } from "./guarded-fetch.ts";

let server: LoopbackServer;
let other: LoopbackServer;

beforeAll(async () => {
  other = await startHttpServer((_request, response) => response.end("other"));
  server = await startHttpServer((request, response) => {
    const { searchParams } = new URL(request.url ?? "", "http://x");
    const location = searchParams.get("to");
    const hops = Number(searchParams.get("hops") ?? 0);
    if (location !== null) response.writeHead(Number(searchParams.get("status")), { location }).end("moved");
    else if (hops > 0) response.writeHead(302, { location: `/?hops=${hops - 1}` }).end();
    else response.end("arrived");
  });
});
beforeEach(() => {
  server.requests.length = 0;
  other.requests.length = 0;
});
afterAll(() => Promise.all([server.close(), other.close()]));

const fetchBoth = (): typeof fetch => createGuardedFetch({ allow: [server.hostPort, other.hostPort] });
const redirecting = (status: number, to: string) => `${server.origin}/?status=${status}&to=${encodeURIComponent(to)}`;
const CODES = [301, 302, 303, 307, 308];

describe.each(CODES)("%d", (status) => {
  test("is followed for a GET within the origin", async () => {
    const response = await fetchBoth()(redirecting(status, "/there"), { headers: { authorization: "Bearer t" } });
    expect(await response.text()).toBe("arrived");
    expect(response.redirected).toBe(true);
    expect(response.url).toBe(`${server.origin}/there`);
    expect(server.requests.map((request) => request.url)).toEqual([expect.stringContaining("to="), "/there"]);
  });

  test.each(["POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])("is never followed for a %s", async (method) => {
    const request = fetchBoth()(redirecting(status, "/there"), { method });
    await expect(request).rejects.toMatchObject({ reason: "redirect_refused", maybeSent: true });
    expect(server.requests).toHaveLength(1);
  });

  test("off the origin is refused, even to an address that is allowed", async () => {
    const targets = [`${other.origin}/`, `//${other.hostPort}/`, `http://localhost:${server.port}/`];
    for (const target of [...targets, "https://example.com/", "https://127.0.0.1/", "file:///etc/passwd", "http://["])
      for (const method of ["GET", "POST"]) {
        const options = { method, headers: { authorization: "Bearer t", "x-api-key": "k" } };
        await expect(fetchBoth()(redirecting(status, target), options)).rejects.toMatchObject({
          reason: "redirect_refused",
        });
      }
    expect(other.connections()).toBe(0);
  });

  test("is returned as it is when the caller handles redirects", async () => {
    const response = await fetchBoth()(redirecting(status, `${other.origin}/`), { method: "POST", redirect: "manual" });
    expect([response.status, response.headers.get("location")]).toEqual([status, `${other.origin}/`]);
    expect(other.connections()).toBe(0);
  });

  test("is an error when the caller wants none", async () => {
    const request = fetchBoth()(redirecting(status, "/there"), { redirect: "error" });
    await expect(request).rejects.toMatchObject({ reason: "redirect_refused" });
  });
});

test("user information in a location is refused", async () => {
  const target = `http://user:pass@${server.hostPort}/`;
  await expect(fetchBoth()(redirecting(302, target))).rejects.toMatchObject({ reason: "redirect_refused" });
  expect(server.requests).toHaveLength(1);
});

test("three in a row are followed, four are not", async () => {
  expect(await (await fetchBoth()(`${server.origin}/?hops=3`)).text()).toBe("arrived");
  await expect(fetchBoth()(`${server.origin}/?hops=4`)).rejects.toMatchObject({ reason: "redirect_refused" });
});

test("a 3xx without a location is the answer", async () => {
  const bare = await startHttpServer((_request, response) => response.writeHead(302).end("bare"));
  const response = await createGuardedFetch({ allow: [bare.hostPort] })(bare.origin);
  expect([response.status, await response.text()]).toEqual([302, "bare"]);
  await bare.close();
});
