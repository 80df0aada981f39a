import { expect, it } from "vitest";
import { settingsInput } from "#lib/connectors/schema.ts";
import { emptyDraft, type HeaderDraft, type SettingsDraft, settingsOf } from "./settings-draft.ts";

const header = (given: Partial<HeaderDraft> = {}): HeaderDraft => ({
  key: 1,
  name: "X-Api-Key",
  scope: "organization",
  value: "k",
  stored: null,
  ...given,
});
const draft = (given: Partial<SettingsDraft>): SettingsDraft => ({ ...emptyDraft(), ...given });
/** What the server makes of what is sent. */
const read = (given: Partial<SettingsDraft>) => {
  const made = settingsOf(draft(given));
  return made.ok ? settingsInput.parse(made.value) : made.problems;
};
const problems = (given: Partial<SettingsDraft>) => {
  const made = settingsOf(draft(given));
  return made.ok ? {} : made.problems;
};
const stored = { name: "x-api-key", scope: "organization", setAt: new Date(0) } as const;

it("sends what is filled in", () => {
  const parameters = [
    { key: 1, name: " audience ", value: "api" },
    { key: 2, name: "", value: "" },
  ];
  expect(read({ parameters, scopes: "a  b" })).toMatchObject({
    authentication: "automatic",
    headers: [],
    extraParameters: { audience: "api" },
    scopes: "a b",
  });
});

it("leaves out what the chosen authentication hides", () => {
  const hidden = {
    headers: [header()],
    scopes: "a",
    omitResource: true,
    parameters: [{ key: 1, name: "a", value: "b" }],
  };
  expect(read({ ...hidden, authentication: "none" })).toMatchObject({
    headers: [],
    scopes: null,
    omitResource: false,
    extraParameters: {},
  });
  expect(read({ ...hidden, authentication: "headers" })).toMatchObject({
    headers: [{ name: "x-api-key", value: "k" }],
    scopes: null,
  });
});

it("keeps a stored value that is not typed anew, as long as it is the same header", () => {
  const kept = { authentication: "headers", headers: [header({ value: "", stored })] } as const;
  expect(read({ ...kept, headers: [...kept.headers] })).toMatchObject({ headers: [{ value: null }] });
  for (const changed of [{ name: "X-Other" }, { stored: { ...stored, scope: "member" as const } }, { stored: null }])
    expect(problems({ authentication: "headers", headers: [header({ value: "", stored, ...changed })] })).toEqual({
      "headers.0.value": "header_value_required",
    });
});

it("says what is wrong where it is", () => {
  expect(problems({ authentication: "headers" })).toEqual({ headers: "headers_required" });
  expect(problems({ authentication: "headers", headers: [header({ name: "Host" })] })).toEqual({
    "headers.0.name": "header_name_forbidden",
  });
  const parameters = [
    { key: 1, name: "state", value: "x" },
    { key: 2, name: "state", value: "y" },
  ];
  expect(problems({ parameters, scopes: '"' })).toEqual({
    "parameters.0": "parameter_reserved",
    "parameters.1": "parameter_twice",
    scopes: "scopes_invalid",
  });
});
