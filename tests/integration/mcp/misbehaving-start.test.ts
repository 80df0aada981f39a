import { expect, test, vi } from "vitest";
import { checkServer } from "#lib/mcp/check-server.ts";
import { startTcpServer } from "#tests/fakes/loopback-server.ts";
import { endpointFor } from "./endpoint.ts";
import { answer, refuse, type Script, startScripted } from "./scripted-server.ts";
import { SHORT } from "./short-deadlines.ts";

vi.mock("#lib/mcp/constants.ts", async (original) => ({
  ...(await original<typeof import("#lib/mcp/constants.ts")>()),
  ...(await import("./short-deadlines.ts")).SHORT,
}));

/** What a busy machine may add to a deadline. */
const SLACK_MS = 10_000;

/** Looks at a server from nothing, as when an owner adds it; how it ends, within the time it may take. */
async function look(url: string): Promise<string> {
  const started = performance.now();
  const check = await checkServer(endpointFor(url));
  expect(performance.now() - started).toBeLessThan(SHORT.CONNECT_TOTAL_MS + SHORT.LIST_TOTAL_MS + SLACK_MS);
  return check.ok ? `ok ${check.value.era}` : check.error.reason;
}

const always: [name: string, script: Script, outcome: string][] = [
  ["silence", () => true, "timeout"],
  ["202 to everything", ({ response }) => refuse(response, 202), "timeout"],
  ["HTML to everything", ({ response }) => refuse(response, 200, "<html>", { "content-type": "text/html" }), "not_mcp"],
  ["404 to everything", ({ response }) => refuse(response, 404, "<html>"), "not_mcp"],
  ["500 to everything", ({ response }) => refuse(response, 500), "server_error"],
  [
    "503 with a Retry-After of a day",
    ({ response }) => refuse(response, 503, "", { "retry-after": "86400" }),
    "server_error",
  ],
  ["401 without a challenge", ({ response }) => refuse(response, 401), "needs_authorization"],
  ["403 to everything", ({ response }) => refuse(response, 403), "forbidden"],
  ["a cut connection", ({ response }) => response.destroy() !== null, "stream_broken"],
  [
    "an endless stream without an event",
    ({ response }) => response.writeHead(200, { "content-type": "text/event-stream" }).write(":\n\n"),
    "timeout",
  ],
  [
    "the same answer to everything",
    ({ response, message }) => answer(response, message.id, { tools: [] }),
    "protocol_error",
  ],
  [
    "an answer of an unheard-of revision",
    ({ response, message }) =>
      answer(response, message.id, {
        protocolVersion: "2099-01-01",
        capabilities: {},
        serverInfo: { name: "x", version: "1" },
      }),
    "protocol_error",
  ],
  [
    "initialize nested a million deep",
    ({ response }) =>
      refuse(response, 200, `{"jsonrpc":"2.0","id":0,"result":${"[".repeat(1_000_000)}`, {
        "content-type": "application/json",
      }),
    "too_large",
  ],
];

test.concurrent.each(always)("%s", async (_, script, outcome) => {
  const server = await startScripted(script);
  expect(await look(server.url)).toBe(outcome);
  await server.close();
});

const discover = {
  supportedVersions: ["2026-07-28"],
  capabilities: { tools: {} },
  serverInfo: { name: "new", version: "1" },
  resultType: "complete",
  ttlMs: 0,
  cacheScope: "private",
};
/** A server of 2026-07-28 and of the older revisions, whose newer half does as told with everything but the probe. */
const halfModern =
  (treat: Script): Script =>
  (exchange) => {
    const { request, response, message } = exchange;
    if (message.method === "server/discover") return answer(response, message.id, discover);
    return request.headers["mcp-protocol-version"] === "2026-07-28" ? treat(exchange) : undefined;
  };

test.concurrent("the newest revision answers the probe, then nothing: the older ones are spoken", async () => {
  const server = await startScripted(halfModern(() => true));
  expect(await look(server.url)).toBe("ok legacy");
  await server.close();
});

test.concurrent("401 to the probe alone, although the token is good: the token is not taken for dead", async () => {
  const server = await startScripted(({ response, message }) =>
    message.method === "server/discover" ? refuse(response, 401) : undefined,
  );
  const onUnauthorized = vi.fn(async () => false);
  const check = await checkServer(endpointFor(server.url, { accessToken: async () => "good", onUnauthorized }));
  expect(check).toMatchObject({ ok: true, value: { era: "legacy" } });
  expect(onUnauthorized).not.toHaveBeenCalled();
  await server.close();
});

test.concurrent("401 to everything: the token is renewed once, as ever", async () => {
  let token = "old";
  const server = await startScripted(({ request, response }) =>
    request.headers.authorization === "Bearer new" ? undefined : refuse(response, 401),
  );
  const onUnauthorized = vi.fn(async () => {
    token = "new";
    return true;
  });
  const check = await checkServer(endpointFor(server.url, { accessToken: async () => token, onUnauthorized }));
  expect(check).toMatchObject({ ok: true });
  expect(onUnauthorized).toHaveBeenCalledTimes(1);
  await server.close();
});

test.concurrent("503 with a Retry-After that can be waited for", async () => {
  let refusals = 0;
  const server = await startScripted(({ response }) => {
    refusals += 1;
    return refusals === 1 ? refuse(response, 503, "", { "retry-after": "1" }) : undefined;
  });
  expect(await look(server.url)).toBe("ok legacy");
  await server.close();
});

const whole = (() => {
  const body = JSON.stringify({
    jsonrpc: "2.0",
    id: 0,
    result: { protocolVersion: "2025-11-25", capabilities: {}, serverInfo: { name: "x", version: "1" } },
  });
  return `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
})();
const offsets = Array.from({ length: 20 }, (_, i) => Math.floor((i * whole.length) / 20));

test.concurrent.each(offsets)("an answer that stalls after %i bytes", async (offset) => {
  const server = await startTcpServer((socket) => socket.write(whole.slice(0, offset)));
  expect(await look(`${server.origin}/mcp`)).toBe("timeout");
  await server.close();
});

test.concurrent("an answer that comes a byte at a time", async () => {
  const server = await startTcpServer((socket) => {
    let sent = 0;
    const drip = setInterval(() => socket.write(whole.slice(sent, ++sent)), 200);
    socket.on("close", () => clearInterval(drip));
  });
  expect(await look(`${server.origin}/mcp`)).toBe("timeout");
  await server.close();
});
