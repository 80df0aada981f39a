import net from "node:net";
import { beforeEach, describe, expect, type MockInstance, test, vi } from "vitest";
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

/** Every notation goes in as a URL string: testing the address check alone would miss what the parser makes of it. */
const NOT_PUBLIC = {
  "IPv4 notations": [
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://017700000001/",
    "https://0177.0.0.1/",
    "https://127.1/",
    "https://127.0.1/",
    "https://0/",
    "https://127.0.0.1./",
    "https://１２７.０.０.１/",
    "https://127。0。0。1/",
    "https://%31%32%37.0.0.1/",
    "https://①②⑦.0.0.1/",
    "https:127.0.0.1/",
    "https:\\\\127.0.0.1\\",
    "https://\t127.0.0.1/",
    "https://127.0.0.1:8443/",
  ],
  "IPv4 ranges": [
    "https://0.0.0.0/",
    "https://10.0.0.1/",
    "https://100.64.0.1/",
    "https://169.254.1.1/",
    "https://172.16.0.1/",
    "https://172.31.255.255/",
    "https://192.0.0.1/",
    "https://192.0.2.1/",
    "https://192.88.99.1/",
    "https://192.168.0.1/",
    "https://198.18.0.1/",
    "https://198.51.100.1/",
    "https://203.0.113.1/",
    "https://224.0.0.1/",
    "https://240.0.0.1/",
    "https://255.255.255.255/",
  ],
  "IPv6 carrying IPv4": [
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[0:0:0:0:0:ffff:7f00:0001]/",
    "https://[::127.0.0.1]/",
    "https://[::7f00:1]/",
    "https://[::ffff:0:127.0.0.1]/",
    "https://[::ffff:0:7f00:1]/",
    "https://[64:ff9b::127.0.0.1]/",
    "https://[64:ff9b::a9fe:a9fe]/",
    "https://[64:ff9b:1::10.0.0.1]/",
    "https://[2002:7f00:1::]/",
    "https://[2002:a9fe:a9fe::1]/",
    "https://[2001:0:4136:e378:8000:63bf:80ff:fffe]/",
    "https://[::ffff:8.8.8.8]/",
  ],
  "IPv6 ranges": [
    "https://[::]/",
    "https://[::1]/",
    "https://[0000:0000:0000:0000:0000:0000:0000:0001]/",
    "https://[100::1]/",
    "https://[2001:2::1]/",
    "https://[2001:10::1]/",
    "https://[2001:20::1]/",
    "https://[2001:db8::1]/",
    "https://[3ffe::1]/",
    "https://[3fff::1]/",
    "https://[2620:4f:8000::1]/",
    "https://[5f00::1]/",
    "https://[fc00::1]/",
    "https://[fd12:3456::1]/",
    "https://[fe80::1]/",
    "https://[fec0::1]/",
    "https://[ff02::1]/",
  ],
  names: [
    "https://localhost/",
    "https://LOCALHOST/",
    "https://localhost./",
    "https://localhost../",
    "https://api.localhost/",
    "https://ｌｏｃａｌｈｏｓｔ/",
    "https://localhost.localdomain/",
    "https://ip6-localhost/",
    "https://intranet/",
    "https://printer.local/",
    "https://db.internal/",
    "https://nas.home.arpa/",
    "https://api.default.svc/",
    "https://kubernetes.default.svc.cluster.local/",
  ],
  metadata: [
    "https://169.254.169.254/latest/meta-data/",
    "https://2852039166/",
    "https://0xa9fea9fe/",
    "https://[::ffff:a9fe:a9fe]/",
    "https://[fd00:ec2::254]/",
    "https://[fd20:ce::254]/",
    "https://100.100.100.200/",
    "https://168.63.129.16/",
    "https://192.0.0.192/",
    "https://metadata.google.internal/",
    "https://METADATA.google.internal./",
    "https://metadata.goog/",
    "https://metadata/",
    "https://instance-data/",
  ],
};

describe.each(Object.entries(NOT_PUBLIC))("%s", (_kind, urls) => {
  test.each(urls)("%s is refused without a connection or a lookup", async (url) => {
    expect(await reasonFor(url)).toBe("address_not_public");
    expect(connectSpy).not.toHaveBeenCalled();
    expect(lookup).not.toHaveBeenCalled();
    expect(checkUrl(url)).toEqual({ ok: false, error: "address_not_public" });
  });
});

test.each([
  ["http://example.com/", "scheme_not_allowed"],
  ["http://127.0.0.1/", "scheme_not_allowed"],
  ["ftp://example.com/", "scheme_not_allowed"],
  ["file:///etc/passwd", "scheme_not_allowed"],
  ["data:text/plain,hello", "scheme_not_allowed"],
  ["blob:https://example.com/1", "scheme_not_allowed"],
  ["gopher://127.0.0.1/", "scheme_not_allowed"],
  ["https://user@example.com/", "userinfo_not_allowed"],
  ["https://user:pass@example.com/", "userinfo_not_allowed"],
  ["https://:pass@example.com/", "userinfo_not_allowed"],
  ["https://example.com@127.0.0.1/", "userinfo_not_allowed"],
  ["https://127.0.0.1\\@example.com/", "address_not_public"],
  ["https://127.0.0.1#@example.com/", "address_not_public"],
  ["https://[fe80::1%25eth0]/", "invalid_url"],
  ["https://[::1%lo]/", "invalid_url"],
  ["https://256.256.256.256/", "invalid_url"],
  ["https://127.0.0.1.1/", "invalid_url"],
  ["https://./", "invalid_url"],
  ["https://", "invalid_url"],
  ["/etc/passwd", "invalid_url"],
  ["", "invalid_url"],
  ["https://example.com:99999/", "invalid_url"],
])("%s is refused: %s", async (url, reason) => {
  expect(await reasonFor(url)).toBe(reason);
  expect(checkUrl(url)).toEqual({ ok: false, error: reason });
  expect(connectSpy).not.toHaveBeenCalled();
  expect(lookup).not.toHaveBeenCalled();
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
