import { createAccount, createFirstOwner } from "#lib/auth/mutations.ts";
import { hashPassword } from "#lib/auth/password.ts";
import { addConnector, reserveConnector } from "#lib/connectors/add-connector.ts";
import { definitionHash } from "#lib/mcp/definition.ts";
import { readToolList } from "#lib/mcp/list-tools.ts";
import { openSession } from "#lib/mcp/session.ts";
import { createInvite } from "#lib/orgs/mutations.ts";
import { db } from "#lib/platform/db/client.ts";
import { guardedFetch } from "#lib/platform/http/guarded-fetch.ts";
import type { OrgContext, OrgId } from "#lib/platform/ids.ts";

export const DEMO_PASSWORD = "patchbay-demo";
const OWNER = { email: "owner@example.com", name: "Olivia Owner", role: "owner" };
const MEMBER = { email: "member@example.com", name: "Max Member", role: "member" };
export const DEMO_PEOPLE = [OWNER, MEMBER];
const ORGANIZATION = "Example Co";

type DemoServer = { name: string; url: string };

/**
 * Makes "Example Co" with its owner, its member and a connector for each demo server, connected by nobody. What is
 * there already stays as it is; a connector follows its server to another port.
 */
export async function seedDemo(servers: DemoServer[]): Promise<void> {
  const ctx = await exampleCo();
  for (const server of servers) await seedConnector(ctx, server);
}

async function exampleCo(): Promise<OrgContext> {
  const passwordHash = await hashPassword(DEMO_PASSWORD);
  await createFirstOwner({ email: OWNER.email, name: OWNER.name, passwordHash }, ORGANIZATION);
  const membership = await db().membership.findFirstOrThrow({
    where: { user: { email: OWNER.email }, org: { kind: "organization" }, role: "owner" },
    orderBy: { createdAt: "asc" },
  });
  const ctx: OrgContext = {
    orgId: membership.orgId as OrgId,
    userId: membership.userId,
    role: "owner",
    orgKind: "organization",
  };
  if (!(await db().user.findUnique({ where: { email: MEMBER.email } }))) {
    const invite = await createInvite(ctx, { role: "member", days: 1, note: MEMBER.email });
    if (!invite.ok) throw new Error(`inviting the demo's member: ${invite.error}`);
    await createAccount({ email: MEMBER.email, name: MEMBER.name, passwordHash }, invite.value.token);
  }
  return ctx;
}

async function seedConnector(ctx: OrgContext, { name, url }: DemoServer): Promise<void> {
  const existing = await db().connector.findFirst({ where: { orgId: ctx.orgId, name } });
  if (existing) {
    if (existing.url !== url) await db().connector.update({ where: { id: existing.id }, data: { url } });
    return;
  }
  const reserved = await reserveConnector(ctx);
  if (!reserved.ok) throw new Error(`reserving ${name}: ${reserved.error}`);
  const { connectorId } = reserved.value;
  const added = await addConnector(ctx, { connectorId, name, url, clientId: null, clientSecret: null, anyway: true });
  if (!added.ok) throw new Error(`adding ${name}: ${added.error}`);
  await classifyReads(ctx, connectorId, url);
}

/**
 * The owner takes the word of a server that anybody may ask for which of its tools only read, so that research can be
 * tried at once. One behind a sign-in shows its tools to nobody yet.
 */
async function classifyReads(ctx: OrgContext, connectorId: string, url: string): Promise<void> {
  const accessToken = async () => null;
  const onUnauthorized = async () => false;
  const opened = await openSession({ url, fetch: guardedFetch(), accessToken, onUnauthorized, remembered: null });
  if (!opened.ok) return;
  const listed = await readToolList(opened.value);
  await opened.value.close();
  const tools = listed.ok ? listed.value.tools : [];
  await db().toolClass.createMany({
    data: tools
      .filter(({ annotations }) => annotations?.readOnlyHint === true)
      .map((tool) => ({
        orgId: ctx.orgId,
        connectorId,
        toolName: tool.name,
        definitionHash: definitionHash(tool),
        kind: "read",
        updatedById: ctx.userId,
      })),
  });
}
