import { createServer as createTlsServer } from "node:https";
import tls from "node:tls";
import { afterEach, describe, expect, test } from "vitest";
import { CERTIFICATE, CERTIFICATE_KEY } from "#tests/fakes/certificate.ts";
import { type LoopbackServer, listening, startHttpServer } from "#tests/fakes/loopback-server.ts";
import { createGuardedFetch, trustedFetch } from "./guarded-fetch.ts";
import { Partitions } from "./partitions.ts";

const servers: LoopbackServer[] = [];
const echo = () =>
  startHttpServer((request, response, body) =>
    response
      .setHeader("content-type", "application/json")
      .end(JSON.stringify({ method: request.method, headers: request.headers, body })),
  ).then(kept);
function kept(server: LoopbackServer): LoopbackServer {
  servers.push(server);
  return server;
}
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

describe("requests", () => {
  test.each([
    ["text", "hello", "text/plain;charset=UTF-8", "hello"],
    ["bytes", new TextEncoder().encode("hello"), undefined, "hello"],
    ["form fields", new URLSearchParams({ a: "1 2" }), "application/x-www-form-urlencoded;charset=UTF-8", "a=1+2"],
    ["a blob", new Blob(["hello"], { type: "text/html" }), "text/html", "hello"],
  ])("carry %s with its length and type", async (_kind, body, type, text) => {
    const server = await echo();
    const response = await createGuardedFetch({ allow: [server.hostPort] })(server.origin, { method: "POST", body });
    const seen = await response.json();
    expect(seen.body).toBe(text);
    expect(seen.headers["content-type"]).toBe(type);
    expect(seen.headers["content-length"]).toBe(String(text.length));
  });

  test("carry streams, multipart forms, and Request objects", async () => {
    const server = await echo();
    const fetch = createGuardedFetch({ allow: [server.hostPort] });
    const stream = new Blob(["streamed"]).stream();
    const options = { method: "POST", body: stream, duplex: "half" } as RequestInit;
    expect((await (await fetch(server.origin, options)).json()).body).toBe("streamed");

    const form = new FormData();
    form.set("field", "value");
    expect((await (await fetch(server.origin, { method: "POST", body: form })).json()).body).toContain("value");

    const request = new Request(server.origin, { method: "PUT", body: "whole", headers: { "x-own": "1" } });
    expect(await (await fetch(request)).json()).toMatchObject({
      method: "PUT",
      body: "whole",
      headers: { "x-own": "1" },
    });
  });

  test("never take connection headers, a host or a dispatcher from the caller", async () => {
    const server = await echo();
    const init = {
      headers: { host: "evil.example", "content-length": "5", upgrade: "websocket", te: "trailers", "x-own": "1" },
      dispatcher: { dispatch: () => expect.unreachable() },
    };
    const response = await createGuardedFetch({ allow: [server.hostPort] })(server.origin, init as RequestInit);
    const { headers } = await response.json();
    expect(headers).toMatchObject({ host: server.hostPort, "x-own": "1", "user-agent": "Patchbay" });
    expect(headers).not.toHaveProperty("upgrade");
    expect(headers).not.toHaveProperty("te");
  });

  test("answer with the platform's own Response", async () => {
    const server = await echo();
    const response = await createGuardedFetch({ allow: [server.hostPort] })(server.origin);
    expect(response).toBeInstanceOf(Response);
    expect(response.ok).toBe(true);
    await response.body?.cancel();
  });

  test.each([204, 304])("answer %d without a body", async (status) => {
    const server = kept(await startHttpServer((_request, response) => response.writeHead(status).end()));
    const response = await createGuardedFetch({ allow: [server.hostPort] })(server.origin);
    expect([response.status, response.body]).toEqual([status, null]);
  });

  test("to a port where nobody listens fail before anything is sent", async () => {
    const server = await startHttpServer(() => {});
    await server.close();
    const request = createGuardedFetch({ allow: [server.hostPort] })(server.origin);
    await expect(request).rejects.toMatchObject({ reason: "connect_failed", maybeSent: false });
  });
});

describe("kept-alive connections", () => {
  const ask = async (server: LoopbackServer, partitions: Partitions, partition?: string) => {
    const limits = partition === undefined ? {} : { partition };
    await (await createGuardedFetch({ allow: [server.hostPort], partitions, limits })(server.origin)).text();
  };

  test("are shared within a partition, never between two", async () => {
    const server = await echo();
    const partitions = new Partitions();
    for (let i = 0; i < 10; i++) await ask(server, partitions, "org-a");
    // A next request may start before the last one's socket is free again, so one or two serve all ten.
    const ofOrgA = server.connections();
    expect(ofOrgA).toBeLessThanOrEqual(2);
    await ask(server, partitions, "org-b");
    expect(server.connections()).toBe(ofOrgA + 1);
    await partitions.destroy();
  });

  test("do not exist without a partition", async () => {
    const server = await echo();
    const partitions = new Partitions();
    for (let i = 0; i < 3; i++) await ask(server, partitions);
    expect(server.connections()).toBe(3);
    await expect.poll(() => server.openConnections(), { timeout: 1_000 }).toBe(0);
  });

  test("are bounded: the partition used least recently makes room", async () => {
    const server = await echo();
    const partitions = new Partitions(2);
    for (const partition of ["a", "b", "a", "c", "a", "b"]) await ask(server, partitions, partition);
    expect(server.connections()).toBe(4);
    await partitions.destroy();
  });

  test("survive a refused redirect and an abandoned body of their partition", async () => {
    const server = kept(
      await startHttpServer((request, response) =>
        request.method === "POST"
          ? response.writeHead(307, { location: "/" }).write("never ends")
          : response.end("fine"),
      ),
    );
    const partitions = new Partitions();
    const fetch = createGuardedFetch({ allow: [server.hostPort], partitions, limits: { partition: "a" } });
    for (let i = 0; i < 40; i++)
      await expect(fetch(server.origin, { method: "POST" })).rejects.toMatchObject({ reason: "redirect_refused" });
    expect(await (await fetch(server.origin)).text()).toBe("fine");
    await partitions.destroy();
  });
});

describe("TLS", () => {
  const startTls = async () =>
    kept(
      await listening(
        createTlsServer(
          { cert: CERTIFICATE, key: CERTIFICATE_KEY },
          (request, response) => void response.end(String((request.socket as tls.TLSSocket).servername)),
        ),
      ),
    );
  const lookup = async () => [{ address: "127.0.0.1" }];

  test("refuses a certificate that nobody vouches for", async () => {
    const server = await startTls();
    const request = createGuardedFetch({ allow: [server.hostPort] })(`https://${server.hostPort}/`);
    await expect(request).rejects.toMatchObject({ reason: "tls_failed", maybeSent: false });
  });

  test("asks for the name and checks the certificate against it, though it connects to an address", async () => {
    const authorities = tls.getCACertificates("default");
    tls.setDefaultCACertificates([...authorities, CERTIFICATE]);
    try {
      const server = await startTls();
      const allow = [`tls.example:${server.port}`, `other.example:${server.port}`, server.hostPort];
      const fetch = createGuardedFetch({ allow, lookup });
      expect(await (await fetch(`https://tls.example:${server.port}/`)).text()).toBe("tls.example");
      expect(await (await fetch(`https://${server.hostPort}/`)).text()).toBe("false");
      const wrongName = fetch(`https://other.example:${server.port}/`);
      await expect(wrongName).rejects.toMatchObject({ reason: "tls_failed" });
    } finally {
      tls.setDefaultCACertificates(authorities);
    }
  });
});

describe("trustedFetch", () => {
  test("reaches its origin, private and over plain http, and no other", async () => {
    const [server, other] = [await echo(), await echo()];
    const fetch = trustedFetch(`${server.origin}/v1/`);
    expect((await fetch(`${server.origin}/v1/chat`)).ok).toBe(true);
    for (const url of [
      other.origin,
      `https://${server.hostPort}/`,
      "https://example.com/",
      `http://localhost:${server.port}/`,
    ])
      await expect(fetch(url)).rejects.toMatchObject({ reason: "address_not_public", maybeSent: false });
    expect(other.connections()).toBe(0);
  });

  test("follows no redirect off it", async () => {
    const other = await echo();
    const server = kept(
      await startHttpServer((_request, response) => response.writeHead(302, { location: other.origin }).end()),
    );
    await expect(trustedFetch(server.origin)(server.origin)).rejects.toMatchObject({ reason: "redirect_refused" });
    expect(other.connections()).toBe(0);
  });

  test.each(["http://169.254.169.254", "http://metadata.google.internal", "http://[fd00:ec2::254]"])(
    "never reaches cloud metadata: %s",
    async (origin) => {
      await expect(trustedFetch(origin)(`${origin}/`)).rejects.toMatchObject({ reason: "address_not_public" });
    },
  );
});
