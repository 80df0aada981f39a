import { contextForOrg, requireRole } from "#lib/auth/loaders.ts";
import { mayManage } from "./addresses.ts";
import { personRulesOf } from "./data/decisions.ts";
import { rulesOf, securityPolicyOf } from "./data/policy.ts";
import { orgOfConnector } from "./data.ts";
import type { ConnectorRules, PersonRules, SecurityPolicy } from "./types.ts";

/** What owners decided about a connector, for the page where they do; owners and admins see it, only owners change it. */
export async function loadConnectorRules(connectorId: string): Promise<ConnectorRules> {
  const ctx = await contextForOrg(await orgOfConnector(connectorId), ["owner", "admin"]);
  return rulesOf(ctx, connectorId);
}

/** What the person wants stricter for themselves at a connector of theirs, beside what owners decided. */
export async function loadPersonRules(
  connectorId: string,
  tools: readonly { name: string; hash: string }[],
): Promise<PersonRules> {
  const ctx = await contextForOrg(await orgOfConnector(connectorId));
  return personRulesOf(ctx, connectorId, tools);
}

/** What the workspace makes of content from outside; owners and admins see it, only owners change it. */
export async function loadSecurityPolicy(): Promise<{ policy: SecurityPolicy; canManage: boolean }> {
  const { ctx } = await requireRole("owner", "admin");
  return { policy: await securityPolicyOf(ctx), canManage: mayManage(ctx) };
}
