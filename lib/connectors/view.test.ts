import { expect, test } from "vitest";
import type { OrgContext } from "#lib/platform/ids.ts";
import { connectorSettingsSchema } from "./schema.ts";
import type { Connector } from "./types.ts";
import { connectorView } from "./view.ts";

const connector: Connector = {
  id: "con_1",
  slug: "notes",
  name: "Notes",
  url: "https://notes.example/key-4711/mcp",
  kind: "custom",
  auth: "unknown",
  lastCheck: { outcome: "failed", reason: "not_mcp", detail: "Cannot POST /key-4711/mcp" },
  checkedAt: null,
  settings: connectorSettingsSchema.parse({}),
  createdAt: new Date(0),
  updatedAt: new Date(0),
  iconAt: null,
};
const contextOf = (role: OrgContext["role"]) =>
  ({ orgId: "org_1", userId: "usr_1", role, orgKind: "organization" }) as OrgContext;

test("owners see the whole address and what its server said", () => {
  const { url, lastCheck } = connectorView(contextOf("owner"), connector);
  expect({ url, lastCheck }).toEqual({ url: connector.url, lastCheck: connector.lastCheck });
});

test.each(["admin", "member", "auditor"] as const)(
  "a key in the address reaches no %s, not even as an echo",
  (role) => {
    const view = connectorView(contextOf(role), connector);
    expect(JSON.stringify(view)).not.toContain("key-4711");
    expect(view).toMatchObject({ host: "notes.example", lastCheck: { outcome: "failed", reason: "not_mcp" } });
  },
);
