import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { type LoopbackServer, startHttpServer, startTcpServer } from "#tests/fakes/loopback-server.ts";
import { MAX_HEADER_BYTES } from "./constants.ts";
import { createGuardedFetch, type EgressOptions } from "./guarded-fetch.ts";

const servers: LoopbackServer[] = [];
async function serving(start: Promise<LoopbackServer>) {
  const server = await start;
  servers.push(server);
  return {
    ...server,
    fetch: (limits: EgressOptions, init?: RequestInit) =>
      createGuardedFetch({ allow: [server.hostPort], limits })(server.origin, init),
  };
}
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

/** Sends a piece every few milliseconds until the connection ends. */
function drip(write: (piece: string) => void, onClose: (stop: () => void) => void): void {
  const timer = setInterval(() => write("x"), 5);
  onClose(() => clearInterval(timer));
}

describe("body size", () => {
  const limits = { maxBytes: 1000 };

  test("exactly the limit passes, one byte more does not", async () => {
    for (const isChunked of [true, false]) {
      const server = await serving(
        startHttpServer((request, response) => {
          const body = "x".repeat(request.method === "POST" ? 1001 : 1000);
          if (isChunked) response.write(body.slice(0, 500));
          response.end(isChunked ? body.slice(500) : body);
        }),
      );
      expect(await (await server.fetch(limits)).text()).toHaveLength(1000);
      const tooLarge = server.fetch(limits, { method: "POST" }).then((response) => response.text());
      await expect(tooLarge).rejects.toMatchObject({ reason: "too_large", host: "127.0.0.1" });
    }
  });

  test("a declared size over the limit is refused unread", async () => {
    const server = await serving(
      startHttpServer((_request, response) => response.writeHead(200, { "content-length": "1001" }).flushHeaders()),
    );
    await expect(server.fetch(limits)).rejects.toMatchObject({ reason: "too_large" });
    expect((await server.fetch(limits, { method: "HEAD" })).headers.get("content-length")).toBe("1001");
  });

  test("an endless answer is cut, and its connection with it", async () => {
    let isClosed = false;
    const server = await serving(
      startHttpServer((_request, response) => {
        drip(
          () => response.write("x".repeat(500)),
          (stop) =>
            response.on("close", () => {
              stop();
              isClosed = true;
            }),
        );
      }),
    );
    const response = await server.fetch(limits);
    await expect(response.text()).rejects.toMatchObject({ reason: "too_large" });
    await expect.poll(() => isClosed).toBe(true);
  });

  test("compression is not asked for, and counts unpacked when it comes all the same", async () => {
    const server = await serving(
      startHttpServer((_request, response) =>
        response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("x".repeat(1_000_000))),
      ),
    );
    const response = await server.fetch({ maxBytes: 100_000 }, { headers: { "accept-encoding": "gzip, br" } });
    await expect(response.text()).rejects.toMatchObject({ reason: "too_large" });
    expect(server.requests[0]?.headers["accept-encoding"]).toBe("identity");
  });

  test("headers have a limit of their own", async () => {
    const server = await serving(
      startHttpServer((request, response) => {
        const size = request.method === "POST" ? MAX_HEADER_BYTES : MAX_HEADER_BYTES - 1024;
        response.writeHead(200, { "x-large": "x".repeat(size) }).end("fine");
      }),
    );
    expect(await (await server.fetch({})).text()).toBe("fine");
    await expect(server.fetch({}, { method: "POST" })).rejects.toMatchObject({ reason: "too_large" });
  });
});

describe("time", () => {
  test("no first byte", async () => {
    const server = await serving(startTcpServer(() => {}));
    await expect(server.fetch({ firstByteMs: 30 })).rejects.toMatchObject({ reason: "timeout", maybeSent: true });
  });

  test("headers that drip are no first byte", async () => {
    const server = await serving(
      startTcpServer((socket) => {
        socket.write("HTTP/1.1 200 OK\r\nx-slow: ");
        drip(
          (piece) => socket.write(piece),
          (stop) => socket.on("close", stop),
        );
      }),
    );
    await expect(server.fetch({ firstByteMs: 60 })).rejects.toMatchObject({ reason: "timeout" });
  });

  test("a body that stops", async () => {
    const server = await serving(startHttpServer((_request, response) => void response.write("started")));
    const response = await server.fetch({ idleMs: 40 });
    await expect(response.text()).rejects.toMatchObject({ reason: "timeout" });
  });

  test("a body that drips is ended by the total", async () => {
    const server = await serving(
      startHttpServer((_request, response) =>
        drip(
          (piece) => response.write(piece),
          (stop) => response.on("close", stop),
        ),
      ),
    );
    const started = performance.now();
    const response = await server.fetch({ idleMs: 2_000, totalMs: 120 });
    await expect(response.text()).rejects.toMatchObject({ reason: "timeout" });
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test("a body that nobody reads is ended by the total", async () => {
    let isClosed = false;
    const server = await serving(
      startHttpServer((_request, response) => {
        response.on("close", () => {
          isClosed = true;
        });
        response.write("started");
      }),
    );
    await server.fetch({ totalMs: 50 });
    await expect.poll(() => isClosed).toBe(true);
  });

  test("a stream may last as long as it likes where the call site says so", async () => {
    const server = await serving(
      startHttpServer((_request, response) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        let sent = 0;
        const timer = setInterval(() => {
          response.write("data: 1\n\n");
          sent += 1;
          if (sent < 20) return;
          clearInterval(timer);
          response.end();
        }, 10);
      }),
    );
    const response = await server.fetch({ firstByteMs: 100, idleMs: 5_000, totalMs: Infinity, maxBytes: Infinity });
    expect(await response.text()).toBe("data: 1\n\n".repeat(20));
  });

  test("a connection that TLS never completes on", async () => {
    const server = await serving(startTcpServer(() => {}));
    const fetch = createGuardedFetch({ allow: [server.hostPort], limits: { connectMs: 50 } });
    const url = server.origin.replace("http:", "https:");
    await expect(fetch(url)).rejects.toMatchObject({ reason: "timeout", maybeSent: false });
  });
});

describe("the caller's signal", () => {
  test("aborted before: nothing is sent", async () => {
    const server = await serving(startHttpServer((_request, response) => response.end()));
    const failure = server.fetch({}, { signal: AbortSignal.abort() });
    await expect(failure).rejects.toMatchObject({ reason: "aborted", name: "AbortError", maybeSent: false });
    expect(server.connections()).toBe(0);
  });

  test("aborted while waiting, or while reading", async () => {
    const server = await serving(
      startHttpServer((request, response) => void (request.method === "POST" && response.write("started"))),
    );
    for (const method of ["GET", "POST"]) {
      const caller = new AbortController();
      const text = server.fetch({}, { method, signal: caller.signal }).then((response) => response.text());
      await expect.poll(() => server.requests.at(-1)?.method).toBe(method);
      caller.abort();
      await expect(text).rejects.toMatchObject({ reason: "aborted", name: "AbortError" });
    }
  });
});

test("an answer that breaks off is an error, never a shorter answer", async () => {
  const server = await serving(
    startTcpServer((socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf")),
  );
  const response = await server.fetch({});
  await expect(response.text()).rejects.toMatchObject({ reason: "connect_failed", maybeSent: true });
});

test("what is no HTTP at all is an error", async () => {
  const server = await serving(startTcpServer((socket) => socket.end("SSH-2.0-OpenSSH_9.9\r\n")));
  await expect(server.fetch({})).rejects.toMatchObject({ reason: "connect_failed" });
});
