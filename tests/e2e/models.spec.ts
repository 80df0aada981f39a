import { expect, signIn, test } from "./world/fixtures.ts";
import { aPerson } from "./world/people.ts";
import { scriptedModel } from "./world/scripted-model.ts";
import { send } from "./world/steps.ts";

test("a conversation is answered by the workspace's own model", async ({ page, world }) => {
  const ann = await aPerson("Ann");
  const model = await scriptedModel(world, ann, { text: ["Hello ", "Ann."] });
  await signIn(page, ann);
  await send(page, "Hi");
  await expect(page.getByText("Hello Ann.")).toBeVisible({ timeout: 20_000 });
  expect(await model.requests()).toHaveLength(1);
});
