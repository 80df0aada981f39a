import { z } from "zod";
import { canAllowAlways } from "#lib/approvals/answers.ts";
import { evidenceSchema } from "#lib/approvals/schema.ts";
import { findingsSchema } from "#lib/inspection/schema.ts";
import type { McpToolResult, ToolAnnotations } from "#lib/mcp/types.ts";
import type { Approval, ToolCall, ToolCallInput } from "#lib/platform/db/generated/client.ts";
import { ruleSchema } from "#lib/policy/schema.ts";
import { ACTION_KINDS, type Rule } from "#lib/policy/types.ts";
import { questionView } from "#lib/questions/view.ts";
import { storedNeedSchema } from "./schema.ts";
import type { CallOrigin, ToolCallFailure, ToolCallView } from "./types.ts";

/** Names as they were when the call was made up or last asked about. */
export const shownSchema = z.object({
  connectorName: z.string().default(""),
  accountName: z.string().nullable().default(null),
  title: z.string().nullable().default(null),
  description: z.string().default(""),
  annotations: z.record(z.string(), z.unknown()).default({}),
  /** What owners say the tool does; null: nothing. */
  kind: z.enum(ACTION_KINDS).nullable().default(null),
});
export type Shown = z.infer<typeof shownSchema>;

/** A stored call as people and models see it. */
export function toolCallView(row: ToolCall & { approval: Approval | null; inputs: ToolCallInput[] }): ToolCallView {
  const shown = shownSchema.parse(row.shown);
  const rule = row.rule === null ? null : ruleSchema.parse(row.rule);
  return {
    id: row.id,
    conversationId: row.conversationId,
    runId: row.runId,
    step: row.step,
    index: row.index,
    modelCallId: row.modelCallId,
    origin: row.origin as CallOrigin,
    connector: { id: row.connectorId, name: shown.connectorName },
    account: row.connectionId === null ? null : { id: row.connectionId, name: shown.accountName },
    tool: {
      name: row.toolName,
      title: shown.title ?? row.toolName,
      description: shown.description,
      annotations: shown.annotations as ToolAnnotations,
    },
    kind: shown.kind,
    arguments: row.arguments as ToolCallView["arguments"],
    proposedArguments: row.proposedArguments as ToolCallView["proposedArguments"],
    state: row.state,
    rule,
    result: row.result as McpToolResult | null,
    findings: findingsSchema.parse(row.findings ?? []),
    isGivenAnyway: row.givenAnywayAt !== null,
    failure: row.failure as ToolCallFailure | null,
    approval: row.approval?.state === "pending" ? approvalView(row.approval, rule) : null,
    denyReason: row.approval?.denyReason ?? null,
    connectionNeed: row.state === "awaiting_connection" ? needOf(row.connectionNeed) : null,
    questions: row.inputs.map(questionView),
    createdAt: row.createdAt.toISOString(),
    dispatchedAt: row.dispatchedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

function needOf(stored: unknown): ToolCallView["connectionNeed"] {
  const { need, scopes, isOtherAccount, expiresAt } = storedNeedSchema.parse(stored);
  return { need, scopes, isOtherAccount, expiresAt };
}

function approvalView({ id, expiresAt, evidence }: Approval, rule: Rule | null): ToolCallView["approval"] {
  return {
    id,
    expiresAt: expiresAt.toISOString(),
    canAllowAlways: canAllowAlways(rule),
    evidence: evidenceSchema.parse(evidence),
  };
}
