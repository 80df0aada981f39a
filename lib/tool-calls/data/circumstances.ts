import { grantFor } from "#lib/approvals/data.ts";
import { decisionsAbout } from "#lib/connectors/data/decisions.ts";
import { surroundingsOf } from "#lib/connectors/data/neighbourhood.ts";
import { securityPolicyOf } from "#lib/connectors/data/policy.ts";
import { findingsIn } from "#lib/connectors/definition-findings.ts";
import type { Finding } from "#lib/inspection/types.ts";
import type { McpTool } from "#lib/mcp/types.ts";
import { db, type Tx } from "#lib/platform/db/client.ts";
import type { ToolCall } from "#lib/platform/db/generated/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import type { PolicyInput } from "#lib/policy/types.ts";
import { suspicionOf } from "../suspicion.ts";
import type { CallOrigin } from "../types.ts";
import { SIGN_IN, type SignIn, signInFrom } from "./connection.ts";
import { researchScopeOf } from "./research-scope.ts";
import { taintBeside } from "./taint.ts";

/** A tool as the account it is called by sees it now: what consent is compared with, and what runs. */
export type CurrentTool = { connectionId: string; definition: McpTool; hash: string; signIn: SignIn };

/** Everything the decision about a stored call depends on, as it is at this moment. */
export type Circumstances = {
  input: PolicyInput;
  tool: CurrentTool | null;
  /** What the checks find suspicious in its definition. */
  findings: Finding[];
  grantId: string | null;
  /** The caller's account at the connector now; null: none. */
  connectionId: string | null;
};

/** What of a call the decision about it is made by. */
export type DecidedCall = Pick<
  ToolCall,
  "conversationId" | "runId" | "origin" | "connectorId" | "connectionId" | "toolName" | "definitionHash"
>;

/** Reads membership, switches, decisions, account, definition, grant and what is in the conversation afresh. */
export async function circumstancesOf(ctx: OrgContext, call: DecidedCall, client: Tx = db()): Promise<Circumstances> {
  const { connectorId, toolName } = call;
  const [members, toggles, account, security, around] = await Promise.all([
    // Auditors only look, whatever they were when the call was made up.
    client.membership.count({ where: { orgId: ctx.orgId, userId: ctx.userId, role: { not: "auditor" } } }),
    togglesOf(client, ctx, call),
    accountOf(client, ctx, call),
    securityPolicyOf(ctx, client),
    surroundingsOf(ctx, client),
  ]);
  const tool = account?.tool ?? null;
  const findings = tool ? findingsIn(connectorId, { ...tool.definition, hash: tool.hash }, around) : [];
  const definitionHash = tool?.hash ?? null;
  const [decisions, grant, taint, research] = await Promise.all([
    decisionsAbout(client, ctx, { connectorId, toolName, definitionHash }),
    tool && grantFor(ctx, { ...tool, toolName, definitionHash: tool.hash }, client),
    security.taint === "ask" ? taintBeside(client, ctx, call) : null,
    call.origin === "research" ? researchScopeOf(client, ctx, { ...call, tool }) : null,
  ]);
  return {
    tool,
    findings,
    grantId: grant?.id ?? null,
    connectionId: account?.signIn.connectionId ?? null,
    input: {
      origin: call.origin as CallOrigin,
      isMember: members > 0,
      ...decisions,
      toggles,
      connection: account?.signIn.state ?? null,
      definitionHash,
      proposedHash: call.definitionHash,
      grant,
      taint,
      suspicion: suspicionOf(findings, security.definitions),
      research,
    },
  };
}

/** The switches of the call's conversation. Not moved: on. */
async function togglesOf(client: Tx, ctx: OrgContext, call: DecidedCall): Promise<PolicyInput["toggles"]> {
  const { conversationId, connectorId, toolName } = call;
  const rows = await client.conversationToggle.findMany({
    where: { conversationId, connectorId, orgId: ctx.orgId, conversation: { userId: ctx.userId } },
  });
  const isOn = (name: string) => rows.find((row) => row.toolName === name)?.enabled ?? true;
  return { connectorEnabled: isOn(""), toolEnabled: isOn(toolName) };
}

/**
 * The account a call was made up for, with its tool; where that account is gone, the caller's first, which then is not
 * the one shown.
 */
async function accountOf(client: Tx, ctx: OrgContext, { connectorId, connectionId, toolName }: DecidedCall) {
  const accounts = await client.connection.findMany({
    where: { connectorId, orgId: ctx.orgId, userId: ctx.userId },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    select: { ...SIGN_IN, tools: { where: { name: toolName }, select: { definition: true, hash: true } } },
  });
  const row = accounts.find(({ id }) => id === connectionId) ?? accounts[0];
  if (!row) return null;
  const signIn = signInFrom(row);
  const [defined] = row.tools;
  const tool: CurrentTool | null = defined
    ? { connectionId: row.id, definition: defined.definition as McpTool, hash: defined.hash, signIn }
    : null;
  return { signIn, tool };
}
