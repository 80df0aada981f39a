import { expect, it } from "vitest";
import { settingsFrom } from "./authentication.ts";
import { connectorSettingsSchema, type SettingsInput, settingsInput } from "./schema.ts";

const plain: SettingsInput = {
  authentication: "automatic",
  headers: [],
  omitResource: false,
  pkceNotAdvertised: false,
  extraParameters: {},
  scopes: "",
};
const header = { name: "X-Api-Key", scope: "organization", value: "k" } as const;
const problems = (changed: object): string[] => {
  const parsed = settingsInput.safeParse({ ...plain, ...changed });
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
};

it("takes up to four headers, by lower-case names that differ", () => {
  const four = ["a", "b", "c", "d"].map((name) => ({ ...header, name: `X-${name}` }));
  expect(settingsInput.parse({ ...plain, authentication: "headers", headers: four }).headers[0]?.name).toBe("x-a");
  expect(problems({ authentication: "headers", headers: [...four, header] })).toEqual(["headers: too_many_headers"]);
  expect(problems({ authentication: "headers", headers: [header, { ...header, name: "x-api-KEY" }] })).toEqual([
    "headers.1.name: header_twice",
  ]);
});

it.each([
  ["no header at all", { authentication: "headers", headers: [] }, "headers: headers_required"],
  [
    "a header that is the protocol's",
    { headers: [{ ...header, name: "Mcp-Session-Id" }] },
    "headers.0.name: header_name_forbidden",
  ],
  [
    "a value for a header that members give",
    { headers: [{ ...header, scope: "member" }] },
    "headers.0.value: header_value_of_member",
  ],
  ["a value of two lines", { headers: [{ ...header, value: "a\nHost: b" }] }, "headers.0.value: header_value_invalid"],
  ["scopes that are none", { scopes: 'read "all"' }, "scopes: scopes_invalid"],
  ["a scope still to be filled in", { scopes: "api://REPLACE-THIS/.default" }, "scopes: replace_placeholder"],
  [
    "a parameter that the engine says itself",
    { extraParameters: { redirect_uri: "https://x.example" } },
    "extraParameters.redirect_uri: parameter_reserved",
  ],
  ["a parameter of an odd name", { extraParameters: { "a b": "x" } }, "extraParameters.a b: parameter_reserved"],
  ["an empty parameter", { extraParameters: { audience: " " } }, "extraParameters.audience: parameter_value_invalid"],
])("refuses %s", (_what, changed, problem) => {
  expect(problems(changed)).toContain(problem);
});

it("reads scopes as people paste them", () => {
  expect(settingsInput.parse({ ...plain, scopes: " read\n  write " }).scopes).toBe("read write");
  expect(settingsInput.parse(plain).scopes).toBeNull();
});

it("keeps what the authentication has a use for, and what no form asks about", () => {
  const current = connectorSettingsSchema.parse({ oauth: { authMethod: "client_secret_post" } });
  const input = settingsInput.parse({ ...plain, headers: [header], pkceNotAdvertised: true });
  expect(settingsFrom(input, current)).toMatchObject({
    signIn: "member",
    headers: [],
    oauth: { pkceNotAdvertised: true, authMethod: "client_secret_post" },
  });
  const keyed = settingsFrom({ ...input, authentication: "headers" }, current);
  expect(keyed).toMatchObject({ signIn: "none", headers: [{ name: "x-api-key", scope: "organization" }] });
  expect(JSON.stringify(keyed)).not.toContain('"k"');
});
