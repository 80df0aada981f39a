import { INJECTION } from "#tests/fakes/hostile-server.ts";
import { expect, expectAccessible, signIn, test } from "./world/fixtures.ts";
import { look } from "./world/look.ts";
import { aPerson } from "./world/people.ts";
import { scriptedModel } from "./world/scripted-model.ts";
import { addConnector, allowOnce, connect, openCall, send } from "./world/steps.ts";

test("what is suspicious in a tool and in a result is shown, kept from the assistant, and given when its person says so", async ({
  page,
  world,
}) => {
  const ada = await aPerson("Ada");
  const model = await scriptedModel(world, ada);
  await signIn(page, ada);
  await page.goto("/settings/connectors");
  await addConnector(page, "Handbook", world.hostileUrl);
  await connect(page, "Handbook");

  // In Settings, and in the menu of the conversation.
  await page.getByRole("link", { name: "Handbook" }).first().click();
  const mark = page.getByRole("button", { name: "What is suspicious about search_handbook" });
  await mark.click();
  const found = page.getByRole("dialog", { name: "What is suspicious about search_handbook" });
  await expect(found).toContainText("It asks to keep something from you.");
  await expect(found).toContainText("call send_invoice");
  await expectAccessible(page);
  await look(page, "suspicious-tool-in-settings");
  await page.keyboard.press("Escape");
  await page.goto("/new");
  await page.getByRole("button", { name: "Search and tools" }).click();
  const menu = page.getByRole("dialog", { name: "Search and tools" });
  await expect(menu.getByRole("button", { name: "What is suspicious about search_handbook" })).toBeVisible();
  await expect(menu.getByRole("button", { name: "What is suspicious about read_page" })).toBeHidden();
  await look(page, "suspicious-tool-in-menu");
  await page.keyboard.press("Escape");

  // The question about it says what was found.
  await model.script(
    { calls: [{ name: "handbook__search_handbook", arguments: { query: "holidays" } }] },
    { text: ["25 days."] },
  );
  await send(page, "How many holidays do I have?");
  await page.waitForURL("**/chat/**");
  const card = page.getByRole("group", { name: "Approval for search_handbook" });
  await expect(card).toContainText("It asks to keep something from you.", { timeout: 20_000 });
  await expectAccessible(page);
  await look(page, "approval-suspicious");
  await allowOnce(page, "search_handbook");

  // The result is withheld from the model in part; its person sees all of it.
  await expect(page.getByText("25 days.", { exact: true })).toBeVisible({ timeout: 20_000 });
  await openCall(page, "search_handbook", "Done");
  await expect(page.getByText(INJECTION).first()).toBeVisible();
  const given = async () => JSON.stringify((await model.requests()).at(-1)?.messages);
  expect(await given()).toContain("Holidays: 25 days a year.");
  expect(await given()).toContain("[Withheld: ");
  expect(await given()).not.toContain("collect.example");
  await expectAccessible(page);
  await look(page, "result-withheld");

  await page.getByRole("button", { name: "Give it to the assistant anyway" }).click();
  await expect(page.getByText("You decided that the assistant gets it")).toBeVisible();
  await model.script({ text: ["I see."] });
  await send(page, "And now?");
  await expect(page.getByText("I see.", { exact: true })).toBeVisible({ timeout: 20_000 });
  expect(await given()).toMatch(/<outside \w{16} connector=[^>]+>[^<]*collect\.example/);

  // What they attach themselves is withheld and given in the same way.
  await page.getByRole("button", { name: "Add to conversation" }).click();
  await page.getByRole("menuitem", { name: "From a connector" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Handbook" }).click();
  await page.getByRole("button", { name: /House rules/ }).click();
  await expect(page.getByRole("list", { name: "Attachments" })).toBeVisible({ timeout: 20_000 });
  await model.script({ text: ["Not much."] });
  await send(page, "What do they say?");
  await expect(page.getByText("Not much.", { exact: true })).toBeVisible({ timeout: 20_000 });
  expect(await given()).toMatch(/<attachment [^>]+>[^<]*\[Withheld: /);
  await page.getByRole("button", { name: /House rules.*Suspicious/ }).click();
  await expect(page.getByText("This attachment looks suspicious")).toBeVisible();
  await expectAccessible(page);
  await look(page, "attachment-withheld");
  await page.getByRole("button", { name: "Give it to the assistant anyway" }).click();
  await expect(page.getByText("You decided that the assistant gets it")).toHaveCount(2);
  await model.script({ text: ["Now I see."] });
  await send(page, "Look again");
  await expect(page.getByText("Now I see.", { exact: true })).toBeVisible({ timeout: 20_000 });
  expect(await given()).toMatch(/<attachment [^>]+>[^<]*<outside \w{16} connector=[^>]+>[^<]*collect\.example/);
});
