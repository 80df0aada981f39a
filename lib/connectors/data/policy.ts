import type { McpTool } from "#lib/mcp/types.ts";
import { db, type Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { kindOf, modeForKind } from "#lib/policy/mode-for-kind.ts";
import { DEFAULT_SECURITY } from "../constants.ts";
import { inspected } from "../definition-findings.ts";
import { hintedKind } from "../hinted-kind.ts";
import { securityPolicySchema } from "../policy-schema.ts";
import type { ConnectorRules, SecurityPolicy } from "../types.ts";
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
