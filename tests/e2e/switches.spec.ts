import { db } from "#lib/platform/db/client.ts";
import { expect, expectAccessible, signIn, test } from "./world/fixtures.ts";
import { aPerson } from "./world/people.ts";
import { addConnector, allowOnce, connect, send, toolCall } from "./world/steps.ts";

test.beforeEach(async ({ page, world }) => {
  await signIn(page, await aPerson("Sam"));
  await page.goto("/settings/connectors");
  await addConnector(page, "Everything", world.everythingUrl);
  await connect(page, "Everything");
  await page.goto("/new");
  await send(page, '/echo {"message":"one"}');
  await page.waitForURL("**/chat/**");
  await allowOnce(page, "echo");
  await expect(toolCall(page, "echo", "Done")).toBeVisible();
});

test("a connector switched off in the conversation cannot be called, by a forged request either", async ({ page }) => {
  await page.getByRole("button", { name: "Add to conversation" }).click();
  await page.getByRole("menuitem", { name: "Connectors" }).click();
  const connector = page.getByRole("switch", { name: "Everything" });
  await expect(connector).toBeChecked();
  await expectAccessible(page);
  await connector.click();
  await expect(connector).not.toBeChecked();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Search and tools" }).click();
  const menu = page.getByRole("dialog", { name: "Search and tools" });
  await menu.getByRole("button", { name: "Switch on: Everything" }).click();
  await expect(menu.getByText("Off here")).toBeHidden();
  await expect(menu.getByRole("button", { name: "All off: Everything" })).toBeFocused();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Add to conversation" }).click();
  await page.getByRole("menuitem", { name: "Connectors" }).click();
  await expect(connector).toBeChecked();
  await connector.click();
  await expect(connector).not.toBeChecked();
  await page.keyboard.press("Escape");

  const conversationId = page.url().split("/").pop() ?? "";
  const { connectorId } = await db().toolCall.findFirstOrThrow({ where: { conversationId } });
  const answer = await page.evaluate(
    async ([id, connector]) => {
      const response = await fetch(`/api/conversations/${id}/messages`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          idempotencyKey: crypto.randomUUID(),
          tool: { connectorId: connector, toolName: "echo", arguments: { message: "forged" } },
        }),
      });
      return response.status;
    },
    [conversationId, connectorId] as const,
  );
  expect(answer, "the request itself is well formed").toBeLessThan(500);
  await expect
    .poll(() => db().toolCall.count({ where: { conversationId, state: { notIn: ["denied", "failed", "succeeded"] } } }))
    .toBe(0);
  expect(await db().toolCall.count({ where: { conversationId, state: "succeeded" } }), "only the first ran").toBe(1);
});

test("a single tool switched off is out of this conversation, and only of this one", async ({ page }) => {
  await page.getByRole("button", { name: "Search and tools" }).click();
  const echo = page.getByRole("switch", { name: "echo", exact: true });
  await expect(echo).toBeChecked();
  await expectAccessible(page);
  await echo.click();
  await expect(echo).not.toBeChecked();
  await page.keyboard.press("Escape");
  await page.reload();
  await page.getByRole("button", { name: "Search and tools" }).click();
  await expect(page.getByRole("switch", { name: "echo", exact: true })).not.toBeChecked();

  await page.goto("/new");
  await page.getByRole("button", { name: "Search and tools" }).click();
  await expect(page.getByRole("switch", { name: "echo", exact: true })).toBeChecked();
});
