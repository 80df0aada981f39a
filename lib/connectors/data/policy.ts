import { db, type Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { kindOf, modeForKind } from "#lib/policy/mode-for-kind.ts";
import type { PolicyInput } from "#lib/policy/types.ts";
import { DEFAULT_SECURITY } from "../constants.ts";
import { securityPolicySchema } from "../schema.ts";
import type { SecurityPolicy } from "../types.ts";

/** What organization and person decided about one tool as it is now. */
export async function decisionsAbout(
  client: Tx,
  ctx: OrgContext,
  tool: { connectorId: string; toolName: string; definitionHash: string | null },
): Promise<Pick<PolicyInput, "policy" | "allowedHash" | "kind" | "person">> {
  const { connectorId, toolName, definitionHash } = tool;
  const { orgId, userId } = ctx;
  const one = { orgId, connectorId, toolName: { in: ["", toolName] } };
  const [decided, kinds, classified, own] = await Promise.all([
    client.toolPolicy.findMany({ where: one }),
    client.kindPolicy.findMany({ where: { orgId, connectorId } }),
    client.toolClass.findFirst({ where: { orgId, connectorId, toolName } }),
    client.personPolicy.findMany({ where: { ...one, userId } }),
  ]);
  const ofTool = decided.find((row) => row.toolName === toolName);
  const modes = Object.fromEntries(kinds.map(({ kind, mode }) => [kind, mode]));
  const narrowed = (name: string) => narrowing(own.find((row) => row.toolName === name)?.mode);
  return {
    policy: {
      tool: ofTool?.mode ?? null,
      kind: modeForKind(modes, classified, definitionHash),
      connector: decided.find((row) => row.toolName === "")?.mode ?? null,
    },
    allowedHash: ofTool?.definitionHash ?? null,
    kind: kindOf(classified, definitionHash),
    person: { tool: narrowed(toolName), connector: narrowed("") },
  };
}

/** Nobody relaxes for themselves what their organization decides. */
function narrowing(mode: "allow" | "ask" | "block" | undefined): "ask" | "block" | null {
  return mode === "ask" || mode === "block" ? mode : null;
}

/** What owners decided about content from outside; where they did not, the defaults. */
export async function securityPolicyOf(ctx: OrgContext, client: Tx = db()): Promise<SecurityPolicy> {
  const row = await client.securityPolicy.findUnique({ where: { orgId: ctx.orgId } });
  return row ? securityPolicySchema.parse(row) : DEFAULT_SECURITY;
}
