import { db } from "#lib/platform/db/client.ts";
import { browserOf, expect, test } from "./world/fixtures.ts";
import { anOrganization } from "./world/people.ts";
import { addConnector, allowOnce, connect, send } from "./world/steps.ts";

test("somebody from another organization gets the same answer as for something that does not exist", async ({
  browser,
  world,
}) => {
  const home = await anOrganization("Hanna");
  const away = await anOrganization("Otto");
  const hanna = await browserOf(browser, home.owner);
  await hanna.goto("/admin-settings/connectors");
  await addConnector(hanna, "Secret project", world.everythingUrl);
  await connect(hanna, "Secret project");
  await hanna.goto("/new");
  await send(hanna, '/echo {"message":"do not leak"}');
  await hanna.waitForURL("**/chat/**");
  await allowOnce(hanna, "echo");

  const conversationId = new URL(hanna.url()).pathname.split("/").pop() ?? "";
  const connector = await db().connector.findFirstOrThrow({ where: { orgId: home.org.id } });
  const call = await db().toolCall.findFirstOrThrow({ where: { conversationId } });
  const otto = await browserOf(browser, away.owner);

  for (const [real, unknown] of [
    [`/chat/${conversationId}`, "/chat/cnv_AAAAAAAAAAAAAAAAAAAAAA"],
    [`/settings/connectors/${connector.id}`, "/settings/connectors/con_AAAAAAAAAAAAAAAAAAAAAA"],
    [`/admin-settings/connectors/${connector.id}`, "/admin-settings/connectors/con_AAAAAAAAAAAAAAAAAAAAAA"],
  ] as const)
    await test.step(`page ${real}`, async () => {
      expect((await hanna.goto(real))?.status(), "its owner gets in").toBe(200);
      const foreign = await otto.goto(real);
      expect(foreign?.status()).toBe(404);
      const seen = await otto.locator("main").textContent();
      expect((await otto.goto(unknown))?.status()).toBe(404);
      expect(seen).toBe(await otto.locator("main").textContent());
      expect(seen).not.toContain("Secret project");
    });

  for (const [method, real, unknown, body] of [
    [
      "GET",
      `/api/conversations/${conversationId}/events`,
      "/api/conversations/cnv_AAAAAAAAAAAAAAAAAAAAAA/events",
      null,
    ],
    [
      "POST",
      `/api/conversations/${conversationId}/messages`,
      "/api/conversations/cnv_AAAAAAAAAAAAAAAAAAAAAA/messages",
      { idempotencyKey: "6b0d3f0e-0000-4000-8000-000000000001", text: "hi" },
    ],
    ["POST", `/api/conversations/${conversationId}/stop`, "/api/conversations/cnv_AAAAAAAAAAAAAAAAAAAAAA/stop", {}],
    [
      "PUT",
      `/api/conversations/${conversationId}/toggles`,
      "/api/conversations/cnv_AAAAAAAAAAAAAAAAAAAAAA/toggles",
      { connectorId: connector.id, enabled: false },
    ],
    [
      "POST",
      `/api/tool-calls/${call.id}/decision`,
      "/api/tool-calls/tcl_AAAAAAAAAAAAAAAAAAAAAA/decision",
      { decision: "allow_once", approvalId: "apr_AAAAAAAAAAAAAAAAAAAAAA", shownHash: "h" },
    ],
  ] as const)
    await test.step(`${method} ${real}`, async () => {
      const ask = (url: string) =>
        otto.evaluate(
          async ([verb, address, payload]) => {
            const response = await fetch(address, {
              method: verb,
              ...(payload ? { headers: { "content-type": "application/json" }, body: payload } : {}),
            });
            return { status: response.status, body: await response.text() };
          },
          [method, url, body ? JSON.stringify(body) : null] as const,
        );
      const foreign = await ask(real);
      expect(foreign.status).toBe(404);
      expect(foreign).toEqual(await ask(unknown));
    });

  await test.step("a member finds no admin pages", async () => {
    const { members } = await anOrganization("Olga", "Mia");
    const [mia] = members;
    if (!mia) throw new Error("no member");
    const page = await browserOf(browser, mia);
    expect((await page.goto("/admin-settings/connectors"))?.status()).toBe(404);
    expect((await page.goto("/admin-settings/members"))?.status()).toBe(404);
  });
});
