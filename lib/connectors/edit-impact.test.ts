import { describe, expect, it } from "vitest";
import { type ConnectorVersion, endReason, endsSignIns, impactOf } from "./edit-impact.ts";
import { connectorSettingsSchema } from "./schema.ts";
import type { ConnectionFacts } from "./types.ts";

const version = (
  changed: Omit<Partial<ConnectorVersion>, "settings"> & { settings?: object } = {},
): ConnectorVersion => ({
  url: "https://mcp.example.com/mcp",
  client: null,
  ...changed,
  settings: connectorSettingsSchema.parse(changed.settings ?? {}),
});
const keyed = (...headers: [string, "organization" | "member"][]) =>
  version({ settings: { signIn: "none", headers: headers.map(([name, scope]) => ({ name, scope })) } });

const connection = (given: Partial<ConnectionFacts>): ConnectionFacts => ({
  id: "acc_1",
  userId: "usr_1",
  grant: null,
  resource: null,
  headerNames: [],
  ...given,
});
const signedIn = connection({ grant: "authorization_code", resource: "https://mcp.example.com/mcp" });
const open = connection({});
const withKey = connection({ headerNames: ["x-key"] });
const own = { clientId: "ours", hasSecret: true };

describe("somebody who signed in", () => {
  it.each([
    ["nothing", version(), null],
    ["only the query of the address", version({ url: "https://mcp.example.com/mcp?v=2" }), null],
    ["the scopes", version({ settings: { oauth: { scopes: "read" } } }), null],
    ["the PKCE switch", version({ settings: { oauth: { pkceNotAdvertised: true } } }), null],
    ["a parameter", version({ settings: { oauth: { extraParameters: { prompt: "consent" } } } }), null],
    ["the origin", version({ url: "https://mcp.example.org/mcp" }), "moved"],
    ["the port", version({ url: "https://mcp.example.com:8443/mcp" }), "moved"],
    ["the scheme", version({ url: "http://mcp.example.com/mcp" }), "moved"],
    ["the path", version({ url: "https://mcp.example.com/mcp2" }), "moved"],
    ["the client", version({ client: own }), "client_changed"],
    ["the resource switch", version({ settings: { oauth: { omitResource: true } } }), "audience_changed"],
    ["the audience", version({ settings: { oauth: { extraParameters: { audience: "b" } } } }), "audience_changed"],
    ["to a sign-in of the organization", version({ settings: { signIn: "organization" } }), "authentication_changed"],
    ["to no sign-in", version({ settings: { signIn: "none" } }), "authentication_changed"],
    ["to headers", keyed(["x-key", "organization"]), "authentication_changed"],
  ])("when %s changes: %#", (_what, after, reason) => {
    expect(endReason(version(), after, signedIn)).toBe(reason);
    expect(endsSignIns(version(), after)).toBe(reason !== null || after.url !== version().url);
  });

  it("stays when the secret of the same client is replaced, and goes when there is none any more", () => {
    const before = version({ client: own });
    expect(endReason(before, version({ client: { ...own } }), signedIn)).toBeNull();
    expect(endReason(before, version({ client: { ...own, hasSecret: false } }), signedIn)).toBe("client_changed");
    expect(endReason(before, version({ client: { ...own, clientId: "other" } }), signedIn)).toBe("client_changed");
  });

  it("goes when the query changes for which the token was meant", () => {
    const before = version({ url: "https://mcp.example.com/mcp?tenant=a" });
    const after = version({ url: "https://mcp.example.com/mcp?tenant=b" });
    expect(endReason(before, after, { ...signedIn, resource: before.url })).toBe("moved");
    expect(endReason(before, after, signedIn)).toBeNull();
  });
});

describe("somebody whose server asks for nothing", () => {
  it.each([
    ["switches", version({ settings: { oauth: { omitResource: true } } }), null],
    ["the client", version({ client: own }), null],
    ["to no sign-in", version({ settings: { signIn: "none" } }), null],
    ["to a key of the organization", keyed(["x-key", "organization"]), null],
    ["to a key of each member", keyed(["x-key", "member"]), "header_added"],
    ["to a sign-in of the organization", version({ settings: { signIn: "organization" } }), "authentication_changed"],
    ["the address", version({ url: "https://other.example/mcp" }), "moved"],
  ])("when %s changes: %#", (_what, after, reason) => {
    expect(endReason(version(), after, open)).toBe(reason);
  });
});

describe("somebody who gave a key", () => {
  const before = keyed(["x-key", "member"]);
  it.each([
    ["nothing", before, null],
    ["by a header of the organization more", keyed(["x-key", "member"], ["x-tenant", "organization"]), null],
    ["by a header of theirs more", keyed(["x-key", "member"], ["x-other", "member"]), "header_added"],
    ["so that their header is gone", keyed(["x-other", "organization"]), "header_removed"],
    ["so that the organization gives it", keyed(["x-key", "organization"]), "header_removed"],
    ["to a sign-in", version(), "authentication_changed"],
    ["to nothing", version({ settings: { signIn: "none" } }), "authentication_changed"],
    ["to another address", { ...before, url: "https://other.example/mcp" }, "moved"],
  ])("when it changes %s: %#", (_what, after, reason) => {
    expect(endReason(before, after, withKey)).toBe(reason);
  });
});

it("counts people, not connections, and names those that end", () => {
  const connections = [
    { ...signedIn, id: "acc_1" },
    { ...signedIn, id: "acc_2" },
    { ...signedIn, id: "acc_3", userId: "usr_2" },
    { ...open, id: "acc_4", userId: "usr_3" },
  ];
  expect(impactOf(version(), version({ client: own }), connections)).toEqual({
    kept: 1,
    ended: [{ reason: "client_changed", people: 2 }],
    endedIds: ["acc_1", "acc_2", "acc_3"],
  });
});
