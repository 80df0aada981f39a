import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { beginConnect } from "#lib/connections/begin-connect.ts";
import { MAX_ACCOUNTS } from "#lib/connections/constants.ts";
import { disconnect } from "#lib/connections/disconnect.ts";
import { renameAccount } from "#lib/connections/mutations.ts";
import type { ConnectInput } from "#lib/connections/schema.ts";
import { connectionsWithTools, syncTools } from "#lib/connections/tools.ts";
import type { ConnectionView } from "#lib/connections/types.ts";
import { countConnections } from "#lib/connectors/data.ts";
import { db } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { contextFor, createMember, createOrg, type Member } from "#tests/factories/people.ts";
import { signInAndAllow } from "#tests/fakes/oauth-client.ts";
import type { ProtectedServer } from "#tests/fakes/protected-mcp-server.ts";
import { addedConnector, browserOf, comeBack, startProtected, value } from "./world.ts";

let server: ProtectedServer;
beforeAll(async () => {
  server = await startProtected();
});
afterAll(() => server.close());

async function workspace() {
  const org = await createOrg();
  const owner = contextFor(await createMember({ org }));
  const [ada, bob] = [await createMember({ org, role: "member" }), await createMember({ org, role: "member" })];
  return { ada, bob, connectorId: await addedConnector(owner, server.url) };
}

/** Signs in at the provider as `providerAccount`, for the account that `account` names. */
async function connect(
  member: Member,
  connectorId: string,
  providerAccount: string,
  account?: ConnectInput["account"],
) {
  const browser = await browserOf(member);
  const caller = { ...browser.ctx, sessionId: browser.sessionId };
  const begun = await beginConnect(caller, { connectorId, returnTo: "/", ...(account && { account }) });
  if (!begun.ok) return begun.error;
  if (begun.value.kind !== "sign_in") throw new Error("no sign-in was asked for");
  const query = new URL(await signInAndAllow(begun.value.url, providerAccount)).search.slice(1);
  const outcome = await comeBack(browser, connectorId, query);
  return outcome.kind === "done" ? outcome.code : outcome.kind;
}

async function accounts(ctx: OrgContext, connectorId: string): Promise<ConnectionView[]> {
  return (await connectionsWithTools(ctx, connectorId))[0]?.accounts ?? [];
}

/** Who the server takes requests of this account for. */
async function identity(ctx: OrgContext, connectionId: string): Promise<string[]> {
  const before = { ...server.requests.allowed };
  value(await syncTools(ctx, connectionId));
  return Object.keys(server.requests.allowed).filter((name) => server.requests.allowed[name] !== before[name]);
}

describe("several accounts of one person at one connector", () => {
  it("each have their own sign-in, and the server sees each as itself", async () => {
    const { ada, connectorId } = await workspace();
    const ctx = contextFor(ada);
    expect(await connect(ada, connectorId, "ada")).toBe("connected");
    expect(await connect(ada, connectorId, "grace", { name: "Home" })).toBe("connected");
    const own = await accounts(ctx, connectorId);
    expect(own.map(({ accountName, state }) => [accountName, state])).toEqual([
      [null, "connected"],
      ["Home", "connected"],
    ]);
    expect(await identity(ctx, own[0]?.id ?? "")).toEqual(["ada"]);
    expect(await identity(ctx, own[1]?.id ?? "")).toEqual(["grace"]);
  });

  it("are used one at a time: the first, or the one that is chosen", async () => {
    const { ada, connectorId } = await workspace();
    const ctx = contextFor(ada);
    await connect(ada, connectorId, "ada");
    await connect(ada, connectorId, "grace", { name: "Home" });
    const [first, second] = await accounts(ctx, connectorId);
    const inUse = async (chosen?: string) =>
      (await connectionsWithTools(ctx, connectorId, new Map(chosen ? [[connectorId, chosen]] : [])))[0]?.connection?.id;
    expect(await inUse()).toBe(first?.id);
    expect(await inUse(second?.id)).toBe(second?.id);
    expect(await inUse("acc_gone")).toBe(first?.id);
  });

  it("reconnects the one that is meant, in its place", async () => {
    const { ada, connectorId } = await workspace();
    const ctx = contextFor(ada);
    await connect(ada, connectorId, "ada");
    await connect(ada, connectorId, "grace", { name: "Home" });
    const before = await accounts(ctx, connectorId);
    await db().connection.update({ where: { id: before[1]?.id ?? "" }, data: { state: "needs_reauth" } });
    expect((await accounts(ctx, connectorId)).map(({ state }) => state)).toEqual(["connected", "reconnect"]);
    expect(await connect(ada, connectorId, "grace", { id: before[1]?.id ?? "" })).toBe("connected");
    const after = await accounts(ctx, connectorId);
    expect(after.map(({ id, state }) => [id, state])).toEqual(before.map(({ id }) => [id, "connected"]));
  });

  it("are not connected over one another, nor without end", async () => {
    const { ada, connectorId } = await workspace();
    await connect(ada, connectorId, "ada");
    await connect(ada, connectorId, "grace", { name: "Home" });
    expect(await connect(ada, connectorId, "linus", { name: "Home" })).toBe("account_name_taken");
    expect(await connect(ada, connectorId, "linus", { name: "default" })).toBe("account_name_taken");
    expect(await connect(ada, connectorId, "linus", { id: "acc_nobody" })).toBe("not_found");
    const { orgId, userId } = contextFor(ada);
    await db().connection.createMany({
      data: Array.from({ length: MAX_ACCOUNTS - 2 }, (_, i) => ({
        id: `acc_${connectorId}_${i}`,
        orgId,
        userId,
        connectorId,
        accountKey: `more ${i}`,
      })),
    });
    expect(await connect(ada, connectorId, "linus", { name: "One more" })).toBe("too_many_accounts");
  });

  it("are one person's: whoever is told how many lose something counts them once", async () => {
    const { ada, bob, connectorId } = await workspace();
    await connect(ada, connectorId, "ada");
    await connect(ada, connectorId, "grace", { name: "Second" });
    await connect(bob, connectorId, "ada");
    expect(await countConnections(contextFor(ada), connectorId)).toBe(2);
  });

  it("end one by one, or all together", async () => {
    const { ada, connectorId } = await workspace();
    const ctx = contextFor(ada);
    await connect(ada, connectorId, "ada");
    await connect(ada, connectorId, "grace", { name: "B" });
    await connect(ada, connectorId, "linus", { name: "C" });
    const [, second] = await accounts(ctx, connectorId);
    value(await disconnect(ctx, connectorId, second?.id));
    expect((await accounts(ctx, connectorId)).map(({ accountName }) => accountName)).toEqual([null, "C"]);
    value(await disconnect(ctx, connectorId));
    expect(await accounts(ctx, connectorId)).toEqual([]);
  });

  it("are nobody else's to name, choose or end", async () => {
    const { ada, bob, connectorId } = await workspace();
    await connect(ada, connectorId, "ada");
    const [adas] = await accounts(contextFor(ada), connectorId);
    const bobs = contextFor(bob);
    expect(await renameAccount(bobs, adas?.id ?? "", "Mine")).toBe(false);
    expect(await disconnect(bobs, connectorId, adas?.id)).toEqual({ ok: false, error: "not_found" });
    const chosen = new Map([[connectorId, adas?.id ?? ""]]);
    expect((await connectionsWithTools(bobs, connectorId, chosen))[0]).toMatchObject({ connection: null, tools: [] });
    expect(await renameAccount(contextFor(ada), adas?.id ?? "", "Work")).toBe(true);
  });
});
