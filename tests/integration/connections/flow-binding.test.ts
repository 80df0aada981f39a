import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { finishConnect } from "#lib/connections/finish-connect.ts";
import { editConnector } from "#lib/connectors/edit-connector.ts";
import { removeConnector } from "#lib/connectors/manage-connector.ts";
import { db } from "#lib/platform/db/client.ts";
import { contextFor, createMember, createOrg, type Member } from "#tests/factories/people.ts";
import type { ProtectedServer } from "#tests/fakes/protected-mcp-server.ts";
import { addedConnector, browserOf, comeBack, signInAtProvider, startProtected, stored } from "./world.ts";

let server: ProtectedServer;
let owner: Member;
let member: Member;
let colleague: Member;
let connectorId: string;

beforeAll(async () => {
  server = await startProtected();
  const org = await createOrg();
  owner = await createMember({ org });
  colleague = await createMember({ org, role: "member" });
  connectorId = await addedConnector(contextFor(owner), server.url);
});
afterAll(() => server.close());

/** A fresh member with a sign-in that the provider has just answered. */
async function answered() {
  member = await createMember({ org: owner.org, role: "member" });
  const browser = await browserOf(member);
  return { browser, query: await signInAtProvider(browser, connectorId, "ada") };
}

const nothing = { connections: 0, credentials: 0 };

describe("a sign-in at a provider", () => {
  it("is not finished by another person, and cannot be finished afterwards", async () => {
    const { browser, query } = await answered();
    const theirs = await browserOf(colleague);
    const refused = await comeBack(theirs, connectorId, query);
    expect(refused).toEqual({ kind: "done", code: "flow_someone_else", returnTo: "/settings/connectors" });
    const claimed = await finishConnect(theirs, { connectorId, query, isConfirmed: true });
    expect(claimed).toMatchObject({ code: "flow_someone_else" });
    expect(await comeBack(browser, connectorId, query)).toMatchObject({ code: "flow_used" });
    expect(await stored(colleague.user.id)).toEqual(nothing);
    expect(await stored(member.user.id)).toEqual(nothing);
  });

  it("is not finished by another person who confirms it, having signed in on the way back", async () => {
    const { query } = await answered();
    const refused = await finishConnect(await browserOf(colleague), { connectorId, query, isConfirmed: true });
    expect(refused).toMatchObject({ code: "flow_someone_else" });
    expect(await stored(colleague.user.id)).toEqual(nothing);
    expect(await stored(member.user.id)).toEqual(nothing);
  });

  it("is not finished by a person of another organization", async () => {
    const { query } = await answered();
    const outsider = await createMember();
    const refused = await comeBack(await browserOf(outsider), connectorId, query);
    expect(refused).toMatchObject({ code: "flow_someone_else" });
    expect(await stored(outsider.user.id)).toEqual(nothing);
  });

  it("asks for a confirmation in another browser session of the same person, and stores nothing before it", async () => {
    const { query } = await answered();
    const elsewhere = await browserOf(member);
    expect(await comeBack(elsewhere, connectorId, query)).toEqual({ kind: "confirm" });
    expect(await stored(member.user.id)).toEqual(nothing);
    const confirmed = await finishConnect(elsewhere, { connectorId, query, isConfirmed: true });
    expect(confirmed).toMatchObject({ code: "connected" });
    expect(await stored(member.user.id)).toEqual({ connections: 1, credentials: 1 });
  });

  it("is finished once, however often and however fast its answer arrives", async () => {
    const { browser, query } = await answered();
    const requests = server.provider.counters.tokenRequests;
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => comeBack(browser, connectorId, query)));
    const codes = outcomes.map((outcome) => (outcome.kind === "done" ? outcome.code : outcome.kind)).sort();
    expect(codes).toEqual(["connected", ...Array(7).fill("flow_used")]);
    expect(server.provider.counters.tokenRequests).toBe(requests + 1);
    expect(await comeBack(browser, connectorId, query)).toMatchObject({ code: "flow_used" });
  });

  it("is not finished with a forged or missing state", async () => {
    const { browser, query } = await answered();
    const forged = new URLSearchParams(query);
    forged.set("state", `${forged.get("state")}x`);
    expect(await comeBack(browser, connectorId, forged.toString())).toMatchObject({ code: "flow_unknown" });
    forged.delete("state");
    expect(await comeBack(browser, connectorId, forged.toString())).toMatchObject({ code: "flow_unknown" });
    expect(await stored(member.user.id)).toEqual(nothing);
  });

  it("is not finished under another connector's address", async () => {
    const { browser, query } = await answered();
    const other = await addedConnector(contextFor(owner), server.url, "Other");
    expect(await comeBack(browser, other, query)).toMatchObject({ code: "flow_unknown" });
    expect(await stored(member.user.id)).toEqual(nothing);
  });

  it("is not finished when the answer names another issuer, and not with a code of the attacker's", async () => {
    const first = await answered();
    const mixedUp = new URLSearchParams(first.query);
    mixedUp.set("iss", "https://attacker.example");
    expect(await comeBack(first.browser, connectorId, mixedUp.toString())).toMatchObject({
      code: "oauth.iss_mismatch",
    });
    expect(await stored(member.user.id)).toEqual(nothing);

    const theirs = await signInAtProvider(await browserOf(colleague), connectorId, "grace");
    const second = await answered();
    const injected = new URLSearchParams(second.query);
    injected.set("code", new URLSearchParams(theirs).get("code") ?? "");
    expect(await comeBack(second.browser, connectorId, injected.toString())).toMatchObject({
      code: "oauth.invalid_grant",
    });
    expect(await stored(member.user.id)).toEqual(nothing);
  });

  it("ends after ten minutes of the database's clock", async () => {
    const { browser, query } = await answered();
    const flow = await db().oAuthFlow.findFirstOrThrow({ where: { userId: member.user.id } });
    expect(flow.expiresAt.getTime() - flow.createdAt.getTime()).toBe(600_000);
    await db().$executeRaw`UPDATE oauth_flows SET expires_at = now() WHERE id = ${flow.id}`;
    expect(await comeBack(browser, connectorId, query)).toMatchObject({ code: "flow_expired" });
    expect(await stored(member.user.id)).toEqual(nothing);
  });

  it("comes to nothing when the person said no, was removed, or the connector is gone or moved", async () => {
    const refused = await answered();
    const no = new URLSearchParams(refused.query);
    no.delete("code");
    no.set("error", "access_denied");
    expect(await comeBack(refused.browser, connectorId, no.toString())).toMatchObject({ code: "oauth.access_denied" });

    const removed = await answered();
    const workspaces = removed.browser.workspaces.filter(({ id }) => id !== owner.org.id);
    await db().membership.deleteMany({ where: { userId: member.user.id } });
    const former = { ...removed.browser, workspaces };
    expect(await comeBack(former, connectorId, removed.query)).toMatchObject({ code: "not_found" });
    expect(await stored(member.user.id)).toEqual(nothing);

    const moving = await addedConnector(contextFor(owner), server.url, "Moving");
    const late = await createMember({ org: owner.org, role: "member" });
    const browser = await browserOf(late);
    const query = await signInAtProvider(browser, moving, "ada");
    await editConnector(contextFor(owner), { connectorId: moving, name: "Moving", url: server.everything.url });
    expect(await comeBack(browser, moving, query)).toMatchObject({ code: "flow_unknown" });
    await removeConnector(contextFor(owner), moving);
    expect(await comeBack(browser, moving, query)).toMatchObject({ code: "flow_unknown" });
    expect(await stored(late.user.id)).toEqual(nothing);
  });

  it.each(["moved and moved back", "removed"] as const)(
    "stores nothing when the connector is %s while the provider is being asked",
    async (change) => {
      const ctx = contextFor(owner);
      const changing = await addedConnector(ctx, server.url, "Changing");
      const late = await createMember({ org: owner.org, role: "member" });
      const browser = await browserOf(late);
      const query = await signInAtProvider(browser, changing, "ada");
      const { tokenRequests } = server.provider.counters;
      server.provider.faults.tokenDelayMs = 1_500;
      const finishing = comeBack(browser, changing, query);
      await expect.poll(() => server.provider.counters.tokenRequests).toBe(tokenRequests + 1);
      if (change === "removed") await removeConnector(ctx, changing);
      else
        for (const url of [server.everything.url, server.url])
          await editConnector(ctx, { connectorId: changing, name: "Changing", url });
      expect(await finishing).toMatchObject({ code: "connector_changed" });
      server.provider.faults.tokenDelayMs = 0;
      expect(await stored(late.user.id)).toEqual(nothing);
    },
  );

  it("keeps neither state nor verifier readably", async () => {
    const { query } = await answered();
    const flow = await db().oAuthFlow.findFirstOrThrow({ where: { userId: member.user.id } });
    expect(JSON.stringify(flow)).not.toContain(new URLSearchParams(query).get("state"));
    expect(flow.verifierBox).toMatch(/^v1\./);
  });
});
