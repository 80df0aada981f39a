import type { McpTool } from "#lib/mcp/types.ts";
import { db, type Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { kindOf, modeForKind } from "#lib/policy/mode-for-kind.ts";
import { organizationMode } from "#lib/policy/organization-mode.ts";
import { DEFAULT_SECURITY } from "../constants.ts";
import { inspected } from "../definition-findings.ts";
import { hintedKind } from "../hinted-kind.ts";
import { securityPolicySchema } from "../policy-schema.ts";
import type { ConnectorRules, PersonRules, SecurityPolicy } from "../types.ts";
import { surroundingsOf } from "./neighbourhood.ts";

/** What owners decided about content from outside; where they did not, the defaults. */
export async function securityPolicyOf(ctx: OrgContext, client: Tx = db()): Promise<SecurityPolicy> {
  const row = await client.securityPolicy.findUnique({ where: { orgId: ctx.orgId } });
  if (!row) return DEFAULT_SECURITY;
  const { taint, definitions, results } = row;
  return securityPolicySchema.parse({ taint, definitions, results });
}

/** The definition an owner decides about: of their own account, else of whoever's in the workspace was read last. */
export async function definitionShown(
  client: Tx,
  ctx: OrgContext,
  tool: { connectorId: string; toolName: string },
): Promise<string | null> {
  const [row] = await definitionsOf(client, ctx, tool.connectorId, tool.toolName);
  return row?.hash ?? null;
}

/** Everything owners decided about a connector, with the tools that accounts in the workspace have there. */
export async function rulesOf(ctx: OrgContext, connectorId: string): Promise<ConnectorRules> {
  const where = { orgId: ctx.orgId, connectorId };
  const [connector, decided, kinds, classes, definitions, around] = await Promise.all([
    db().connector.findFirst({ where: { orgId: ctx.orgId, id: connectorId }, select: { isTrusted: true } }),
    db().toolPolicy.findMany({ where }),
    db().kindPolicy.findMany({ where }),
    db().toolClass.findMany({ where }),
    definitionsOf(db(), ctx, connectorId),
    surroundingsOf(ctx),
  ]);
  const described = definitions.map(({ definition, hash }) => ({ ...definition, hash }));
  const tools = await inspected(connectorId, described, around);
  const policies = new Map(decided.map((row) => [row.toolName, row]));
  const classified = new Map(classes.map((row) => [row.toolName, row]));
  const modes = Object.fromEntries(kinds.map(({ kind, mode }) => [kind, mode]));
  return {
    isTrusted: connector?.isTrusted ?? false,
    mode: policies.get("")?.mode ?? null,
    kinds: modes,
    tools: definitions.map(({ name, definition, hash }, i) => {
      const { title, description, annotations } = definition;
      const { mode = null, definitionHash = null } = policies.get(name) ?? {};
      const was = classified.get(name) ?? null;
      const kind = kindOf(was, hash);
      return {
        name,
        title: title ?? annotations?.title ?? null,
        description: description ?? "",
        annotations: annotations ?? {},
        definitionHash: hash,
        mode,
        isAllowOutdated: mode === "allow" && definitionHash !== null && definitionHash !== hash,
        kind,
        formerKind: kind === null ? (was?.kind ?? null) : null,
        kindMode: modeForKind(modes, was, hash),
        hintedKind: hintedKind(annotations ?? {}),
        findings: tools[i]?.findings ?? [],
      };
    }),
  };
}

/** What the caller wants stricter for themselves at a connector, beside what owners decided about these tools of it. */
export async function personRulesOf(
  ctx: OrgContext,
  connectorId: string,
  tools: readonly { name: string; hash: string }[],
): Promise<PersonRules> {
  const where = { orgId: ctx.orgId, connectorId };
  const [narrowed, decided, kinds, classes] = await Promise.all([
    db().personPolicy.findMany({ where: { ...where, userId: ctx.userId } }),
    db().toolPolicy.findMany({ where }),
    db().kindPolicy.findMany({ where }),
    db().toolClass.findMany({ where }),
  ]);
  const policies = new Map(decided.map((row) => [row.toolName, row]));
  const classified = new Map(classes.map((row) => [row.toolName, row]));
  const modes = Object.fromEntries(kinds.map(({ kind, mode }) => [kind, mode]));
  const connector = policies.get("")?.mode ?? null;
  const modeOf = ({ name, hash }: { name: string; hash: string }) => {
    const { mode: tool = null, definitionHash = null } = policies.get(name) ?? {};
    const isOutdated = tool === "allow" && definitionHash !== null && definitionHash !== hash;
    const kind = modeForKind(modes, classified.get(name) ?? null, hash);
    return organizationMode({ tool: isOutdated ? null : tool, kind, connector });
  };
  return {
    own: Object.fromEntries(narrowed.flatMap(({ toolName, mode }) => (mode === "allow" ? [] : [[toolName, mode]]))),
    organization: Object.fromEntries([["", connector], ...tools.map((tool) => [tool.name, modeOf(tool)])]),
  };
}

/** One definition of each tool of a connector: the caller's own account's, else the one read last. */
async function definitionsOf(
  client: Tx,
  ctx: OrgContext,
  connectorId: string,
  toolName: string | null = null,
): Promise<{ name: string; definition: McpTool; hash: string }[]> {
  return client.$queryRaw`
    SELECT name, definition, hash FROM (
      SELECT DISTINCT ON (d.name) d.name, d.definition, d.hash, d.position
      FROM tool_definitions d JOIN connections c ON c.org_id = d.org_id AND c.id = d.connection_id
      WHERE c.org_id = ${ctx.orgId} AND c.connector_id = ${connectorId} AND (${toolName}::text IS NULL OR d.name = ${toolName})
      ORDER BY d.name, c.user_id = ${ctx.userId} DESC, d.seen_at DESC, c.id
    ) shown ORDER BY position, name`;
}
