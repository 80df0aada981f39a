import { db, type Tx } from "#lib/platform/db/client.ts";
import type { Approval, ToolCall, ToolCallInput } from "#lib/platform/db/generated/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { kindOf } from "#lib/policy/mode-for-kind.ts";
import type { CurrentTool } from "./data/circumstances.ts";
import type { ToolCallView } from "./types.ts";
import { type Shown, toolCallView } from "./view.ts";

export type StoredCall = ToolCall & { approval: Approval | null; inputs: ToolCallInput[] };

const WITH_QUESTIONS = {
  approval: true,
  inputs: { orderBy: [{ round: "asc" as const }, { createdAt: "asc" as const }, { key: "asc" as const }] },
};

/** The caller's own call; null for anybody else's. */
export async function findCall(ctx: OrgContext, id: string, client: Tx = db()): Promise<StoredCall | null> {
  return client.toolCall.findFirst({ where: { id, orgId: ctx.orgId, userId: ctx.userId }, include: WITH_QUESTIONS });
}

/** The caller's own calls among these ids, as people see them, by id. */
export async function toolCallViews(ctx: OrgContext, ids: readonly string[]): Promise<Map<string, ToolCallView>> {
  const rows = await db().toolCall.findMany({
    where: { id: { in: [...ids] }, orgId: ctx.orgId, userId: ctx.userId },
    include: WITH_QUESTIONS,
  });
  return new Map(rows.map((row) => [row.id, toolCallView(row)]));
}

/** The calls of one of the caller's own runs, as people see them, in the order they were asked for. */
export async function toolCallViewsOfRun(ctx: OrgContext, runId: string): Promise<ToolCallView[]> {
  const rows = await db().toolCall.findMany({
    where: { runId, orgId: ctx.orgId, userId: ctx.userId },
    include: WITH_QUESTIONS,
    orderBy: [{ step: "asc" }, { index: "asc" }],
  });
  return rows.map(toolCallView);
}

type CalledTool = { connectorId: string; connectionId: string | null; toolName: string };

/** What people are shown about tools of the caller's own accounts. */
export async function shownFor(
  client: Tx,
  ctx: OrgContext,
  tools: readonly CalledTool[],
): Promise<(tool: CalledTool) => Shown> {
  const connectorIds = [...new Set(tools.map((tool) => tool.connectorId))];
  const names = [...new Set(tools.map((tool) => tool.toolName))];
  const connectors = await client.connector.findMany({ where: { orgId: ctx.orgId, id: { in: connectorIds } } });
  const connections = await client.connection.findMany({
    where: { orgId: ctx.orgId, userId: ctx.userId, connectorId: { in: connectorIds } },
    include: { tools: { where: { name: { in: names } } } },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  const classes = await client.toolClass.findMany({
    where: { orgId: ctx.orgId, connectorId: { in: connectorIds }, toolName: { in: names } },
  });
  return ({ connectorId, connectionId, toolName }) => {
    const own = connections.filter((row) => row.connectorId === connectorId);
    const connection = own.find((row) => row.id === connectionId) ?? own[0];
    const tool = connection?.tools.find((one) => one.name === toolName);
    const { title, description, annotations } = (tool?.definition ?? {}) as Partial<CurrentTool["definition"]>;
    const classified = classes.find((row) => row.connectorId === connectorId && row.toolName === toolName);
    return {
      connectorName: connectors.find((row) => row.id === connectorId)?.name ?? "",
      accountName: connection?.accountName ?? null,
      title: title ?? annotations?.title ?? null,
      description: description ?? "",
      annotations: annotations ?? {},
      kind: kindOf(classified ?? null, tool?.hash ?? null),
    };
  };
}
