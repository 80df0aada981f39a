import net from "node:net";
import { beforeEach, describe, expect, type MockInstance, test, vi } from "vitest";
import { FIXED_TARGETS, NOT_PUBLIC, REFUSED_OTHERWISE } from "#tests/fakes/hostile-targets.ts";
import { startHttpServer } from "#tests/fakes/loopback-server.ts";
import { EgressError } from "./egress-error.ts";
import { checkUrl, createGuardedFetch, guardedFetch } from "./guarded-fetch.ts";

const lookup = vi.fn(async () => [{ address: "127.0.0.1" }]);
let connectSpy: MockInstance;

beforeEach(() => {
  lookup.mockClear();
  connectSpy = vi.spyOn(net.Socket.prototype, "connect");
});

async function reasonFor(url: string, fetch = createGuardedFetch({ lookup })): Promise<string> {
  const failure = await fetch(url).then(
    () => null,
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(EgressError);
  return (failure as EgressError).reason;
}

describe.each(Object.entries(NOT_PUBLIC))("%s", (_kind, urls) => {
  test.each(urls)("%s is refused without a connection or a lookup", async (url) => {
    expect(await reasonFor(url)).toBe("address_not_public");
    expect(connectSpy).not.toHaveBeenCalled();
    expect(lookup).not.toHaveBeenCalled();
    expect(checkUrl(url)).toEqual({ ok: false, error: "address_not_public" });
  });
});

test.each(REFUSED_OTHERWISE)("%s is refused: %s", async (url, reason) => {
  expect(await reasonFor(url)).toBe(reason);
  expect(checkUrl(url)).toEqual({ ok: false, error: reason });
  expect(connectSpy).not.toHaveBeenCalled();
  expect(lookup).not.toHaveBeenCalled();
});

test("two thousand URLs more are refused by their text alone", () => {
  expect(FIXED_TARGETS.length).toBeGreaterThan(2_000);
  expect(FIXED_TARGETS.filter((url) => checkUrl(url).ok)).toEqual([]);
});

describe("the operator's list", () => {
  test("lets exactly its host and port be reached, over plain http too", async () => {
    const server = await startHttpServer((_request, response) => response.end("hello"));
    try {
      const fetch = createGuardedFetch({ allow: [server.hostPort] });
      const response = await fetch(`${server.origin}/path?q=1`);
      expect(await response.text()).toBe("hello");
      expect(connectSpy).toHaveBeenCalledTimes(1);
      expect(response.url).toBe(`${server.origin}/path?q=1`);
      expect(await reasonFor(`http://127.0.0.1:${server.port === 65535 ? 1 : server.port + 1}/`, fetch)).toBe(
        "scheme_not_allowed",
      );
      expect(await reasonFor(`http://localhost:${server.port}/`, fetch)).toBe("scheme_not_allowed");
      expect(await reasonFor(`https://127.0.0.2:${server.port}/`, fetch)).toBe("address_not_public");
      expect(server.connections()).toBe(1);
    } finally {
      await server.close();
    }
  });

  test("admits a name, whatever the number of dots at its end", async () => {
    const server = await startHttpServer((request, response) => response.end(request.headers.host));
    try {
      const fetch = createGuardedFetch({ allow: [`localhost:${server.port}`], lookup });
      expect(await (await fetch(`http://localhost.:${server.port}/`)).text()).toBe(`localhost:${server.port}`);
      expect(lookup).toHaveBeenCalledWith("localhost");
    } finally {
      await server.close();
    }
  });

  test.each([
    ["169.254.169.254:80", "http://169.254.169.254/"],
    ["169.254.170.2:80", "http://169.254.170.2/"],
    ["100.100.100.200:443", "https://100.100.100.200/"],
    ["168.63.129.16:80", "http://168.63.129.16/"],
    ["[fd00:ec2::254]:80", "http://[fd00:ec2::254]/"],
    ["[::ffff:169.254.169.254]:80", "http://[::ffff:a9fe:a9fe]/"],
    ["[64:ff9b::a9fe:a9fe]:80", "http://[64:ff9b::a9fe:a9fe]/"],
    ["[2002:a9fe:a9fe::]:80", "http://[2002:a9fe:a9fe::]/"],
    ["[2001:0:1::5601:5601]:80", "http://[2001:0:1::5601:5601]/"],
    ["metadata.google.internal:80", "http://metadata.google.internal/"],
    ["metadata.google.internal:80", "http://metadata.google.internal./"],
  ])("never opens cloud metadata: %s", async (entry, url) => {
    expect(await reasonFor(url, createGuardedFetch({ allow: [entry], lookup }))).toBe("address_not_public");
    expect(connectSpy).not.toHaveBeenCalled();
  });

  test("never opens cloud metadata behind an innocent name", async () => {
    const fetch = createGuardedFetch({
      allow: ["tools.corp:80"],
      lookup: async () => [{ address: "169.254.169.254" }],
    });
    expect(await reasonFor("http://tools.corp/", fetch)).toBe("address_not_public");
    expect(connectSpy).not.toHaveBeenCalled();
  });
});

test("guardedFetch without configuration reaches nothing private", async () => {
  expect(await reasonFor("https://127.0.0.1/", guardedFetch())).toBe("address_not_public");
  expect(connectSpy).not.toHaveBeenCalled();
});

test("a URL that is fine comes back normalised", () => {
  const url = checkUrl(" https://Bücher.example.:443/mcp ");
  expect(url.ok && url.value.href).toBe("https://xn--bcher-kva.example/mcp");
});

test("an EgressError names the host and nothing else of the URL or the headers", async () => {
  const error = await createGuardedFetch()("https://127.0.0.1/secret-path?token=secret-query", {
    headers: { authorization: "Bearer secret-header" },
  }).catch((failure: unknown) => failure as EgressError);
  expect(error).toMatchObject({ reason: "address_not_public", host: "127.0.0.1", maybeSent: false });
  expect(JSON.stringify(error) + String(error) + (error as Error).stack).not.toContain("secret-");
});
