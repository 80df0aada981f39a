import { deflateSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { GET } from "#app/api/connectors/[id]/icon/route.ts";
import { syncTools } from "#lib/connections/tools.ts";
import { refreshIcon } from "#lib/connectors/icon.ts";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import { db } from "#lib/platform/db/client.ts";
import { newId } from "#lib/platform/ids.ts";
import { forgetOnce } from "#lib/platform/process-registry.ts";
import { signedIn } from "#tests/factories/browser.ts";
import { createMember } from "#tests/factories/people.ts";
import { swatch } from "../../../scripts/demo-servers/swatch.ts";
import { answer, type ScriptedServer, startScripted } from "../mcp/scripted-server.ts";
import { createScene, type Scene } from "../tool-calls/fixture.ts";

const PNG = swatch(15, 118, 110);
const dataUrl = (bytes: Buffer, type = "image/png") => `data:${type};base64,${bytes.toString("base64")}`;

let server: ScriptedServer;
let other: ScriptedServer;
let scene: Scene;
let served: { status?: number; bytes?: Buffer; headers?: Record<string, string> };
let icons: unknown[];
beforeAll(async () => {
  [server, other] = [await startScripted(), await startScripted()];
  process.env.EGRESS_ALLOW = `${server.hostPort},${other.hostPort}`;
  forgetOnce("env");
  server.script = ({ request, response, message: { id, method } }) => {
    if (request.method === "GET" && request.url?.startsWith("/icon")) {
      response.writeHead(served.status ?? 200, { "content-type": "text/html", ...served.headers });
      response.end(served.bytes ?? PNG);
      return true;
    }
    if (method !== "initialize") return undefined;
    const serverInfo = { name: "scripted", version: "1", icons };
    return answer(response, id, { protocolVersion: "2025-11-25", capabilities: { tools: {} }, serverInfo });
  };
});
afterAll(async () => {
  await sessionPool().closeAll();
  await server.close();
  await other.close();
});
beforeEach(async () => {
  scene = await createScene(server.url);
  served = {};
  icons = [];
  server.requests.length = 0;
});

const connector = () => ({ id: scene.connectorId, url: server.url });
const address = () => `${server.origin}/icon.png`;
const look = async (cookie: string, id = scene.connectorId, headers: Record<string, string> = {}) => {
  const request = new Request(`http://localhost:3000/api/connectors/${id}/icon`, { headers: { cookie, ...headers } });
  return GET(request, { params: Promise.resolve({ id }) });
};
const kept = async (...candidates: string[]) => {
  await refreshIcon(scene.ctx, connector(), candidates);
  return (await look(await signedIn(scene.member))).headers.get("content-type");
};

test("a server's picture is fetched once it was asked for its tools, and shown on our own origin", async () => {
  icons = [{ src: address() }];
  expect(await syncTools(scene.ctx, scene.connectionId)).toMatchObject({ ok: true });
  await expect
    .poll(() => db().connectorIcon.count({ where: { connectorId: scene.connectorId } }), { timeout: 10_000 })
    .toBe(1);
  const asked = server.requests.find(({ url }) => url === "/icon.png");
  expect(asked?.headers).not.toHaveProperty("authorization");
  expect(asked?.headers).not.toHaveProperty("cookie");
  const response = await look(await signedIn(scene.member));
  expect(Buffer.from(await response.arrayBuffer())).toEqual(PNG);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "image/png",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
    "cache-control": "private, max-age=3600",
  });
  const etag = response.headers.get("etag") ?? "";
  const again = await look(await signedIn(scene.member), scene.connectorId, { "if-none-match": etag });
  expect(again.status).toBe(304);
});

test("it is there for members of the workspace; everybody else learns nothing", async () => {
  expect(await kept(dataUrl(PNG))).toBe("image/png");
  const stranger = await signedIn(await createMember());
  const answers = [
    await look(stranger),
    await look(""),
    await look(stranger, newId("connector")),
    await look(await signedIn(scene.member), (await createScene(server.url)).connectorId),
  ];
  for (const response of answers) {
    expect(response.status).toBe(404);
    expect(await response.text()).toBe("");
    expect(response.headers.has("etag")).toBe(false);
  }
});

describe("what is no small picture is not kept", () => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  test("SVG and HTML, whatever they are called", async () => {
    expect(await kept(dataUrl(svg))).toBeNull();
    served = { bytes: svg, headers: { "content-type": "image/png" } };
    expect(await kept(address())).toBeNull();
  });

  test("too many bytes, declared or not", async () => {
    served = { bytes: Buffer.concat([PNG, Buffer.alloc(70_000)]) };
    expect(await kept(address())).toBeNull();
    expect(await kept(dataUrl(Buffer.concat([PNG, Buffer.alloc(70_000)])))).toBeNull();
  });

  test("few bytes that unpack to a picture that fills a browser's memory", async () => {
    const bomb = Buffer.from(PNG);
    bomb.writeUInt32BE(30_000, 16);
    bomb.writeUInt32BE(30_000, 20);
    expect(await kept(dataUrl(bomb))).toBeNull();
    expect(await kept(dataUrl(deflateSync(PNG)))).toBeNull();
  });

  test("an error page, or a way to another origin", async () => {
    served = { status: 404 };
    expect(await kept(address())).toBeNull();
    served = { status: 302, headers: { location: `${other.origin}/icon.png` } };
    expect(await kept(`${address()}?2`)).toBeNull();
    expect(other.requests).toEqual([]);
  });

  test("a private address: the fetch is the guarded one", async () => {
    const inside = await startScripted(({ response }) => {
      response.end(PNG);
      return true;
    });
    expect(await kept(`${inside.origin}/icon.png`)).toBeNull();
    expect(inside.connections()).toBe(0);
    await inside.close();
  });

  test("the next that a server names is taken instead; and none is fetched again within a day", async () => {
    served = { bytes: svg };
    expect(await kept(address(), dataUrl(PNG))).toBe("image/png");
    const before = server.requests.length;
    expect(await kept(address(), dataUrl(PNG))).toBe("image/png");
    expect(server.requests.length).toBe(before);
    expect(await kept()).toBeNull();
  });

  test("one that comes after the connector has moved", async () => {
    await db().connector.update({ where: { id: scene.connectorId }, data: { url: other.url } });
    expect(await kept(dataUrl(PNG))).toBeNull();
  });
});
