import type { Evidence } from "#lib/approvals/types.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { warningsOf } from "#lib/policy/warnings.ts";
import type { StoredCall } from "../data.ts";
import type { Circumstances, CurrentTool } from "./circumstances.ts";

/** What a person is shown beside a call: what it warns of, and what is different from the last time. */
export async function evidenceFor(
  tx: Tx,
  ctx: OrgContext,
  call: StoredCall,
  tool: CurrentTool,
  { input, findings }: Circumstances,
): Promise<Evidence> {
  const before = await lastUse(tx, ctx, call, tool);
  const former =
    before && before.definitionHash !== tool.hash ? await definitionOf(tx, ctx, before.definitionHash) : null;
  const warnings = warningsOf(input);
  return {
    argumentsHash: call.argumentsHash,
    warnings,
    kind: input.kind,
    previous: before?.sent ?? null,
    definitionBefore: former && wordsOf(former),
    definitionNow: former && wordsOf(tool.definition),
    taint: warnings.includes("asked_tainted") ? input.taint : null,
    findings,
  };
}

type Use = { definitionHash: string; sent: Evidence["previous"] };

/** How the person last allowed this tool of this account for good, or had it called. */
async function lastUse(tx: Tx, ctx: OrgContext, call: StoredCall, tool: CurrentTool): Promise<Use | null> {
  const mine = { orgId: ctx.orgId, userId: ctx.userId, connectionId: tool.connectionId, toolName: call.toolName };
  const [sent, grant] = await Promise.all([
    tx.toolCall.findFirst({
      where: { ...mine, dispatchedAt: { not: null }, id: { not: call.id } },
      orderBy: { dispatchedAt: "desc" },
      select: { arguments: true, dispatchedAt: true, definitionHash: true },
    }),
    tx.toolGrant.findFirst({ where: mine, orderBy: { createdAt: "desc" }, select: { definitionHash: true } }),
  ]);
  const definitionHash = sent?.definitionHash ?? grant?.definitionHash;
  if (definitionHash === undefined) return null;
  const args = sent?.arguments as { [key: string]: unknown } | undefined;
  const previous = sent?.dispatchedAt && args ? { arguments: args, at: sent.dispatchedAt.toISOString() } : null;
  return { definitionHash, sent: previous };
}

type Definition = CurrentTool["definition"];

async function definitionOf(tx: Tx, ctx: OrgContext, hash: string): Promise<Definition | null> {
  const row = await tx.usedDefinition.findUnique({ where: { orgId_hash: { orgId: ctx.orgId, hash } } });
  return (row?.definition as Definition | undefined) ?? null;
}

function wordsOf({ description, inputSchema, annotations }: Definition): NonNullable<Evidence["definitionBefore"]> {
  return { description: description ?? "", inputSchema: { ...inputSchema }, annotations: { ...annotations } };
}
