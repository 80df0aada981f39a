import { expect, it } from "vitest";
import en from "../../messages/en/connectorSettings.json" with { type: "json" };
import { TO_REPLACE } from "./constants.ts";
import { PRESET_STEPS, PRESETS } from "./presets.ts";
import { settingsInput } from "./schema.ts";

it.each(PRESETS)("$name fills a form that can be saved once everything is filled in", ({ id, name, ...filled }) => {
  const form = JSON.parse(JSON.stringify(filled).replaceAll(TO_REPLACE, "filled-in"));
  expect(settingsInput.safeParse({ authentication: "automatic", headers: [], ...form }).success).toBe(true);
  expect(Object.keys(en.presets[id])).toEqual([...PRESET_STEPS]);
  expect(name).not.toBe("");
});

it.each(PRESETS.filter((preset) => JSON.stringify(preset).includes(TO_REPLACE)))(
  "$name is not saved with what an owner still has to fill in",
  ({ id: _id, name: _name, ...filled }) => {
    const form = settingsInput.safeParse({ authentication: "automatic", headers: [], ...filled });
    expect(form.error?.issues[0]?.message).toBe("replace_placeholder");
  },
);
