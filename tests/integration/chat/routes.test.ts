import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { POST as postMessage } from "#app/api/conversations/[id]/messages/route.ts";
import { POST as stop } from "#app/api/conversations/[id]/stop/route.ts";
import { PUT as putToggle } from "#app/api/conversations/[id]/toggles/route.ts";
import { POST as create, GET as list } from "#app/api/conversations/route.ts";
import { POST as decide } from "#app/api/tool-calls/[id]/decision/route.ts";
import { MESSAGE_MAX_CHARS } from "#lib/chat/constants.ts";
import { db } from "#lib/platform/db/client.ts";
import { closeNotifications } from "#lib/platform/db/notifications.ts";
import { newId } from "#lib/platform/ids.ts";
import { signedIn } from "#tests/factories/browser.ts";
import { createMember, type Member } from "#tests/factories/people.ts";
import { newKey } from "./world.ts";

let ann: Member;
let cookie: string;
beforeAll(async () => {
  ann = await createMember({ role: "member" });
  cookie = await signedIn(ann);
});
afterAll(() => closeNotifications());
beforeEach(() => db().run.updateMany({ data: { state: "stopped" } }));

type Handler = typeof create;

/** A request as our own pages make it. */
async function send(handler: Handler, id: string, body: unknown, given: { cookie?: string; method?: string } = {}) {
  const request = new Request("http://localhost:3000/api", {
    method: given.method ?? "POST",
    headers: {
      cookie: given.cookie ?? cookie,
      origin: "http://localhost:3000",
      "sec-fetch-site": "same-origin",
      "content-type": "application/json",
    },
    body: JSON.stringify(body),
  });
  const response = await handler(request, { params: Promise.resolve(id === "" ? {} : { id }) });
  return { status: response.status, body: await response.json() };
}

const begin = async (text = "Hello") => {
  const { body } = await send(create, "", { text, idempotencyKey: newKey() });
  return body.value.conversationId as string;
};

test("the first message begins a conversation, which the list then shows", async () => {
  const id = await begin("Buy \u0000milk \ud800");
  const request = new Request("http://localhost:3000/api/conversations?search=milk", { headers: { cookie } });
  const page = await (await list(request, { params: Promise.resolve({}) })).json();
  expect(page).toMatchObject({
    ok: true,
    value: { conversations: [{ id, title: "Buy milk \ufffd" }], nextCursor: null },
  });
});

describe("input is checked", () => {
  const key = () => ({ idempotencyKey: newKey() });
  test.each<[string, () => object]>([
    ["no text", () => ({ text: "  ", ...key() })],
    ["too much text", () => ({ text: "x".repeat(MESSAGE_MAX_CHARS + 1), ...key() })],
    ["no key", () => ({ text: "Hello" })],
    ["a short key", () => ({ text: "Hello", idempotencyKey: "1" })],
    ["a role nobody asked for", () => ({ text: "Hello", role: "system", ...key() })],
    ["text and a tool", () => ({ text: "Hello", tool: { connectorId: "c", toolName: "t", arguments: {} }, ...key() })],
    ["arguments that are no object", () => ({ tool: { connectorId: "c", toolName: "t", arguments: [] }, ...key() })],
    ["a tool call of one's own making", () => ({ text: "Hello", toolCalls: [{ state: "approved" }], ...key() })],
  ])("%s is refused", async (_, body) => {
    const before = await db().run.count();
    expect(await send(create, "", body())).toMatchObject({ status: 400, body: { code: "invalid" } });
    expect(await db().run.count()).toBe(before);
  });

  test("a decision says which answer to which question, and nothing else about the call", async () => {
    const shown = { approvalId: newId("approval"), shownHash: "h" };
    const attempt = (body: object) => send(decide, newId("toolCall"), body);
    expect(await attempt({ ...shown, decision: "allow_once" })).toMatchObject({ status: 404 });
    expect(await attempt({ ...shown, decision: "allow_once", toolName: "send" })).toMatchObject({ status: 400 });
    expect(await attempt({ ...shown, decision: "allow" })).toMatchObject({ status: 400 });
    expect(await attempt({ decision: "allow_once", arguments: { to: "x" } })).toMatchObject({ status: 400 });
  });
});

test("a second message meanwhile is refused with its reason", async () => {
  const id = await begin();
  expect(await send(postMessage, id, { text: "And?", idempotencyKey: newKey() })).toEqual({
    status: 409,
    body: { ok: false, code: "run_in_progress" },
  });
  expect(await send(stop, id, {})).toMatchObject({ status: 200 });
});

test("foreign and unknown ids get the same answer, byte for byte", async () => {
  const id = await begin();
  const stranger = await signedIn(await createMember());
  const connectorId = newId("connector");
  const requests: [Handler, object, string][] = [
    [postMessage, { text: "Hello", idempotencyKey: newKey() }, "POST"],
    [stop, {}, "POST"],
    [putToggle, { connectorId, enabled: false }, "PUT"],
    [decide, { decision: "allow_always", approvalId: newId("approval"), shownHash: "h" }, "POST"],
  ];
  for (const [handler, body, method] of requests) {
    const foreign = await send(handler, id, body, { cookie: stranger, method });
    expect(foreign).toEqual({ status: 404, body: { ok: false, code: "not_found" } });
    expect(await send(handler, newId("conversation"), body, { cookie: stranger, method })).toEqual(foreign);
  }
  expect(await send(stop, id, {}, { cookie: "" })).toMatchObject({ status: 401 });
});

test("an auditor begins no conversation", async () => {
  const auditor = await signedIn(await createMember({ org: ann.org, role: "auditor" }));
  const body = { text: "Hello", idempotencyKey: newKey() };
  expect(await send(create, "", body, { cookie: auditor })).toMatchObject({ status: 404 });
});
