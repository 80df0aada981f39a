import { z } from "zod";
import type { McpToolResult, ToolAnnotations } from "#lib/mcp/types.ts";
import type { Approval, ToolCall, ToolCallInput } from "#lib/platform/db/generated/client.ts";
import { ruleSchema } from "#lib/policy/schema.ts";
import type { Rule } from "#lib/policy/types.ts";
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
});
export type Shown = z.infer<typeof shownSchema>;

/** Rules after which "Allow always" would spare the next question; where owners want to be asked it would not. */
const YIELDS_TO_GRANT = new Set<Rule["code"]>(["asked_by_default", "grant_outdated", "definition_changed"]);

/** A stored call as people and models see it. */
export function toolCallView(row: ToolCall & { approval: Approval | null; inputs: ToolCallInput[] }): ToolCallView {
  const shown = shownSchema.parse(row.shown);
  const rule = row.rule === null ? null : ruleSchema.parse(row.rule);
  const approval = row.approval?.state === "pending" ? row.approval : null;
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
    arguments: row.arguments as ToolCallView["arguments"],
    state: row.state,
    rule,
    result: row.result as McpToolResult | null,
    failure: row.failure as ToolCallFailure | null,
    approval: approval && {
      id: approval.id,
      expiresAt: approval.expiresAt.toISOString(),
      canAllowAlways: rule !== null && YIELDS_TO_GRANT.has(rule.code),
    },
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
