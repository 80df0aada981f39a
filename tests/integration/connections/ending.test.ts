import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { disconnect, watchMemberRemovals } from "#lib/connections/disconnect.ts";
import { connectionEndpoint } from "#lib/connections/endpoint.ts";
import { connectionsWithTools } from "#lib/connections/tools.ts";
import { findConnector } from "#lib/connectors/data.ts";
import { editConnector } from "#lib/connectors/edit-connector.ts";
import { removeConnector } from "#lib/connectors/manage-connector.ts";
import { setPolicy } from "#lib/connectors/set-policy.ts";
import { removeMember } from "#lib/orgs/mutations.ts";
import { db } from "#lib/platform/db/client.ts";
import { contextFor, createMember, createOrg, createPersonalMember } from "#tests/factories/people.ts";
import type { ProtectedServer } from "#tests/fakes/protected-mcp-server.ts";
import { addedConnector, connected, startProtected, stored, value } from "./world.ts";

let server: ProtectedServer;
beforeAll(async () => {
  server = await startProtected();
});
afterAll(() => server.close());

/** Two members of one organization with connected accounts. */
async function twoConnected() {
  const org = await createOrg();
  const owner = contextFor(await createMember({ org }));
  const connectorId = await addedConnector(owner, server.url);
  const [one, two] = [await createMember({ org, role: "member" }), await createMember({ org, role: "member" })];
  const ada = await connected(one, connectorId, "ada");
  const grace = await connected(two, connectorId, "grace");
  return { org, owner, connectorId, one, two, ada, grace };
}

const lives = async (token: string) => (await server.provider.verify(token, server.url)) !== null;

describe("disconnecting", () => {
  it("deletes the person's own tokens and tools, revokes them, and leaves others alone", async () => {
    const { connectorId, one, two, ada, grace } = await twoConnected();
    expect(value(await disconnect(ada.ctx, connectorId))).toBeUndefined();
    expect(await stored(one.user.id)).toEqual({ connections: 0, credentials: 0 });
    expect(await lives(ada.token)).toBe(false);
    expect((await connectionsWithTools(ada.ctx))[0]).toMatchObject({
      state: "not_connected",
      connection: null,
      tools: [],
    });
    expect(await connectionEndpoint(ada.ctx, ada.connectionId)).toMatchObject({ ok: false });

    expect(await stored(two.user.id)).toEqual({ connections: 1, credentials: 1 });
    expect(await lives(grace.token)).toBe(true);
    expect(await disconnect(ada.ctx, connectorId)).toEqual({ ok: false, error: "not_found" });
  });

  it("is undone by connecting again, with a fresh sign-in", async () => {
    const { connectorId, one, ada } = await twoConnected();
    value(await disconnect(ada.ctx, connectorId));
    const again = await connected(one, connectorId, "ada");
    expect(again.connectionId).not.toBe(ada.connectionId);
    expect(again.token).not.toBe(ada.token);
  });

  it("works here although the provider is away", async () => {
    const away = await startProtected();
    const org = await createOrg();
    const connectorId = await addedConnector(contextFor(await createMember({ org })), away.url);
    const member = await createMember({ org, role: "member" });
    const { ctx } = await connected(member, connectorId, "ada");
    await away.provider.close();
    value(await disconnect(ctx, connectorId));
    expect(await stored(member.user.id)).toEqual({ connections: 0, credentials: 0 });
    await away.close().catch(() => {});
  });
});

describe("removing a connector", () => {
  it("takes everything with it for everybody: accounts, tokens, tools, registrations, policy; and revokes", async () => {
    const { owner, connectorId, ada, grace } = await twoConnected();
    value(await setPolicy(owner, { connectorId, toolName: "echo", mode: "allow" }));
    const revocations = server.provider.counters.revocations;
    expect(value(await removeConnector(owner, connectorId))).toEqual({ connectionsEnded: 2 });
    expect(server.provider.counters.revocations).toBeGreaterThanOrEqual(revocations + 2);
    expect(await lives(ada.token)).toBe(false);
    expect(await lives(grace.token)).toBe(false);
    const where = { connectorId };
    const left = await Promise.all([
      db().connection.count({ where }),
      db().clientRegistration.count({ where }),
      db().toolPolicy.count({ where }),
      db().oAuthFlow.count({ where }),
      db().credential.count({ where: { connectionId: { in: [ada.connectionId, grace.connectionId] } } }),
      db().toolDefinition.count({ where: { connectionId: { in: [ada.connectionId, grace.connectionId] } } }),
    ]);
    expect(left).toEqual([0, 0, 0, 0, 0, 0]);
    expect(await connectionsWithTools(ada.ctx)).toEqual([]);
    const events = await db().auditEvent.findMany({ where: { subjectId: connectorId }, orderBy: { id: "asc" } });
    expect(events.map(({ type }) => type)).toEqual(["connector.added", "connector.policyChanged", "connector.removed"]);
  });

  it("is for owners of its own workspace alone", async () => {
    const { org, connectorId, ada } = await twoConnected();
    const admin = contextFor(await createMember({ org, role: "admin" }));
    const outsider = contextFor(await createMember());
    for (const ctx of [ada.ctx, admin, outsider]) {
      const refused = { ok: false, error: "not_found" };
      expect(await removeConnector(ctx, connectorId)).toEqual(refused);
      expect(await editConnector(ctx, { connectorId, name: "Mine", url: server.url })).toEqual(refused);
      expect(await setPolicy(ctx, { connectorId, toolName: "echo", mode: "allow" })).toEqual(refused);
    }
    expect(await findConnector(ada.ctx, connectorId)).toMatchObject({ name: "Everything" });
    expect(await findConnector(outsider, connectorId)).toBeNull();
  });
});

describe("moving a connector to another address", () => {
  it("ends every connection, so that no token reaches the new server; a new name ends none", async () => {
    const { owner, connectorId, ada } = await twoConnected();
    expect(value(await editConnector(owner, { connectorId, name: "Renamed", url: server.url }))).toEqual({
      connectionsEnded: 0,
      check: null,
    });
    expect(await lives(ada.token)).toBe(true);
    const moved = await editConnector(owner, { connectorId, name: "Renamed", url: server.everything.url });
    expect(value(moved)).toMatchObject({ connectionsEnded: 2, check: { outcome: "ready" } });
    expect(await lives(ada.token)).toBe(false);
    expect(await stored(ada.ctx.userId)).toEqual({ connections: 0, credentials: 0 });
    expect((await connectionsWithTools(ada.ctx))[0]).toMatchObject({
      state: "not_connected",
      connector: { name: "Renamed" },
    });
  });
});

describe("somebody who is removed from the organization", () => {
  it("leaves no account behind, and it is revoked at the provider", async () => {
    watchMemberRemovals();
    const { owner, one, ada, grace } = await twoConnected();
    value(await removeMember(owner, one.user.id));
    expect(await stored(one.user.id)).toEqual({ connections: 0, credentials: 0 });
    await expect.poll(() => lives(ada.token), { timeout: 5_000 }).toBe(false);
    expect(await lives(grace.token)).toBe(true);
  });
});

describe("a personal connector", () => {
  it("is seen by its person in their personal workspace, and nowhere in their organization", async () => {
    const personal = await createPersonalMember();
    const org = await createOrg();
    const inOrganization = contextFor(await createMember({ org, user: personal.user, role: "owner" }));
    const connectorId = await addedConnector(contextFor(personal), server.url);
    const { connectionId } = await connected(personal, connectorId, "ada");
    expect(await connectionsWithTools(contextFor(personal))).toHaveLength(1);
    expect(await connectionsWithTools(inOrganization)).toEqual([]);
    expect(await connectionEndpoint(inOrganization, connectionId)).toMatchObject({ ok: false });
    expect(await removeConnector(inOrganization, connectorId)).toEqual({ ok: false, error: "not_found" });
  });
});
