import net from "node:net";
import type { buildConnector } from "undici";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { startHttpServer } from "#tests/fakes/loopback-server.ts";
import { type Dial, type Lookup, pinnedConnector } from "./connect.ts";
import { createGuardedFetch } from "./guarded-fetch.ts";

const PUBLIC = "93.184.216.34";
/** A network where nobody answers, so that what would have been dialled can be seen. */
const deadDial: Dial = vi.fn(() => {
  const socket = new net.Socket();
  queueMicrotask(() => socket.destroy(new Error("refused")));
  return socket;
});
const answers =
  (...rounds: string[][]): Lookup =>
  async () =>
    (rounds.length > 1 ? rounds.shift() : rounds[0])?.map((address) => ({ address })) ?? [];
const failure = (fetch: typeof globalThis.fetch) =>
  fetch("https://rebind.example/").then(
    () => null,
    (error: unknown) => error,
  );

beforeEach(() => {
  vi.mocked(deadDial).mockClear();
});

describe("a name's addresses", () => {
  test.each([
    [["127.0.0.1"]],
    [["::1"]],
    [["::ffff:127.0.0.1"]],
    [["64:ff9b::7f00:1"]],
    [["169.254.169.254"]],
    [["fe80::1%eth0"]],
    [["not an address"]],
    [["0177.0.0.1"]],
    [[PUBLIC, "127.0.0.1"]],
    [["127.0.0.1", PUBLIC]],
    [[PUBLIC, "2606:4700::1111", "10.0.0.1"]],
    [[PUBLIC, PUBLIC, PUBLIC, PUBLIC, PUBLIC, "10.0.0.1"]],
  ])("all have to be public: %j", async (addresses) => {
    const fetch = createGuardedFetch({ lookup: answers(addresses), dial: deadDial });
    expect(await failure(fetch)).toMatchObject({ reason: "address_not_public", maybeSent: false });
    expect(deadDial).not.toHaveBeenCalled();
  });

  test("when public, are dialled themselves, one after the other, never the name", async () => {
    const fetch = createGuardedFetch({ lookup: answers([PUBLIC, "2606:4700::1111"]), dial: deadDial });
    expect(await failure(fetch)).toMatchObject({ reason: "connect_failed", maybeSent: false });
    expect(vi.mocked(deadDial).mock.calls).toEqual([
      [PUBLIC, 443],
      ["2606:4700::1111", 443],
    ]);
  });

  test("are asked for once per connection: a second, private answer is never used", async () => {
    const lookup = vi.fn(answers([PUBLIC], ["127.0.0.1"]));
    const fetch = createGuardedFetch({ lookup, dial: deadDial });
    expect(await failure(fetch)).toMatchObject({ reason: "connect_failed" });
    expect(lookup).toHaveBeenCalledTimes(1);
    expect(vi.mocked(deadDial).mock.calls).toEqual([[PUBLIC, 443]]);
    expect(await failure(fetch)).toMatchObject({ reason: "address_not_public" });
    expect(vi.mocked(deadDial)).toHaveBeenCalledTimes(1);
  });

  test.each([[async () => []], [() => Promise.reject(new Error("NXDOMAIN"))]])("may not exist", async (lookup) => {
    expect(await failure(createGuardedFetch({ lookup, dial: deadDial }))).toMatchObject({ reason: "dns_failed" });
  });

  test("may take too long to come", async () => {
    const fetch = createGuardedFetch({ lookup: () => new Promise(() => {}), limits: { connectMs: 20 } });
    expect(await failure(fetch)).toMatchObject({ reason: "timeout", maybeSent: false });
  });
});

test("the socket's real peer is checked before a byte is sent", async () => {
  const server = await startHttpServer((_request, response) => response.end("inside"));
  try {
    const received = vi.fn();
    const dial: Dial = () => {
      const socket = net.connect({ host: "127.0.0.1", port: server.port });
      vi.spyOn(socket, "write").mockImplementation(received);
      return socket;
    };
    const fetch = createGuardedFetch({ lookup: answers([PUBLIC]), dial });
    expect(await failure(fetch)).toMatchObject({ reason: "address_not_public", maybeSent: false });
    expect(received).not.toHaveBeenCalled();
    expect(server.requests).toEqual([]);
  } finally {
    await server.close();
  }
});

test("the connection checks the literal host once more, whoever asks for it", async () => {
  const connect = pinnedConnector({ allow: [], origin: null }, 1_000, answers([PUBLIC]), deadDial);
  for (const [protocol, hostname, reason] of [
    ["https:", "127.0.0.1", "address_not_public"],
    ["https:", "::1", "address_not_public"],
    ["https:", "metadata.google.internal", "address_not_public"],
    ["http:", "example.com", "scheme_not_allowed"],
  ] as const) {
    const error = await new Promise((resolve) =>
      connect({ protocol, hostname, port: "443" }, (...[failure]: Parameters<buildConnector.Callback>) =>
        resolve(failure),
      ),
    );
    expect(error).toMatchObject({ reason });
  }
  expect(deadDial).not.toHaveBeenCalled();
});
