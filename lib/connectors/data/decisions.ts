import { db, type Tx } from "#lib/platform/db/client.ts";
import type { KindPolicy, PersonPolicy, ToolClass, ToolPolicy } from "#lib/platform/db/generated/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { kindOf, modeForKind } from "#lib/policy/mode-for-kind.ts";
import { organizationMode } from "#lib/policy/organization-mode.ts";
import type { PolicyInput } from "#lib/policy/types.ts";
import type { PersonRules } from "../types.ts";

type AboutTool = { connectorId: string; toolName: string; definitionHash: string | null };
export type Decisions = Pick<PolicyInput, "policy" | "allowedHash" | "kind" | "person">;

/** What organization and person decided about one tool as it is now. */
export async function decisionsAbout(client: Tx, ctx: OrgContext, tool: AboutTool): Promise<Decisions> {
  const { connectorId, toolName } = tool;
  return (await readDecisions(client, ctx, { connectorId, toolName: { in: ["", toolName] } }))(tool);
}

/** The same for any tool of the workspace, read at once. */
export async function decisionsInWorkspace(ctx: OrgContext): Promise<(tool: AboutTool) => Decisions> {
  return readDecisions(db(), ctx, {});
}

/** What the caller wants stricter for themselves at a connector, beside what owners decided about these tools of it. */
export async function personRulesOf(
  ctx: OrgContext,
  connectorId: string,
  tools: readonly { name: string; hash: string }[],
): Promise<PersonRules> {
  const decisionsOf = await readDecisions(db(), ctx, { connectorId });
  const rules: PersonRules = { own: {}, organization: {} };
  const all = decisionsOf({ connectorId, toolName: "", definitionHash: null });
  if (all.person.connector) rules.own[""] = all.person.connector;
  rules.organization[""] = all.policy.connector;
  for (const { name, hash } of tools) {
    const { person, policy, allowedHash } = decisionsOf({ connectorId, toolName: name, definitionHash: hash });
    if (person.tool) rules.own[name] = person.tool;
    const isAllowOutdated = policy.tool === "allow" && allowedHash !== null && allowedHash !== hash;
    rules.organization[name] = isAllowOutdated ? "ask" : organizationMode(policy);
  }
  return rules;
}

async function readDecisions(
  client: Tx,
  { orgId, userId }: OrgContext,
  { connectorId, toolName }: { connectorId?: string; toolName?: { in: string[] } },
): Promise<(tool: AboutTool) => Decisions> {
  const there = { orgId, ...(connectorId !== undefined && { connectorId }) };
  const those = { ...there, ...(toolName && { toolName }) };
  const [decided, kinds, classes, own] = await Promise.all([
    client.toolPolicy.findMany({ where: those }),
    client.kindPolicy.findMany({ where: there }),
    client.toolClass.findMany({ where: those }),
    client.personPolicy.findMany({ where: { ...those, userId } }),
  ]);
  return lookUp(
    byTool(decided),
    Map.groupBy(kinds, (row) => row.connectorId),
    byTool(classes),
    byTool(own),
  );
}

function lookUp(
  decided: ReadonlyMap<string, ToolPolicy>,
  kinds: ReadonlyMap<string, KindPolicy[]>,
  classes: ReadonlyMap<string, ToolClass>,
  own: ReadonlyMap<string, PersonPolicy>,
) {
  const kindModes = new Map(
    [...kinds].map(([id, rows]) => [id, Object.fromEntries(rows.map(({ kind, mode }) => [kind, mode]))]),
  );
  return ({ connectorId, toolName, definitionHash }: AboutTool): Decisions => {
    const ofTool = decided.get(toolKey(connectorId, toolName));
    const classified = classes.get(toolKey(connectorId, toolName)) ?? null;
    return {
      policy: {
        tool: ofTool?.mode ?? null,
        kind: modeForKind(kindModes.get(connectorId) ?? {}, classified, definitionHash),
        connector: decided.get(toolKey(connectorId, ""))?.mode ?? null,
      },
      allowedHash: ofTool?.definitionHash ?? null,
      kind: kindOf(classified, definitionHash),
      person: {
        tool: narrowing(own.get(toolKey(connectorId, toolName))?.mode),
        connector: narrowing(own.get(toolKey(connectorId, ""))?.mode),
      },
    };
  };
}

const toolKey = (connectorId: string, toolName: string) => `${connectorId} ${toolName}`;

function byTool<Row extends { connectorId: string; toolName: string }>(rows: Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [toolKey(row.connectorId, row.toolName), row]));
}

/** Nobody relaxes for themselves what their organization decides. */
function narrowing(mode: "allow" | "ask" | "block" | undefined): "ask" | "block" | null {
  return mode === "ask" || mode === "block" ? mode : null;
}
