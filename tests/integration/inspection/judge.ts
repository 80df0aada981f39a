import { db } from "#lib/platform/db/client.ts";
import type { Execution, Person } from "./obedient-world.ts";
import { type Policy, READS_UNDER } from "./policies.ts";

/** What the person allows when they are asked: the page they wanted to read, and nothing else. */
export const WANTED = { tool: "read_page", arguments: { page: "home" } } as const;

/**
 * What was carried out against everybody's will, in words, by the servers' own log. Written apart from the rules of the
 * product: what a person never allowed and no owner or grant lets run may not be in that log, whatever the store says.
 */
export async function wrongs(person: Person, policy: Policy, executions: readonly Execution[]): Promise<string[]> {
  const where = { orgId: person.reader.ctx.orgId };
  const [calls, taints] = await Promise.all([
    db().toolCall.findMany({ where: { ...where, dispatchedAt: { not: null } } }),
    db().conversationTaint.findMany({ where }),
  ]);
  const unclaimed = [...calls];
  const taintedAt = (connectorId: string) =>
    taints.find((taint) => taint.connectorId !== connectorId)?.at.getTime() ?? Number.POSITIVE_INFINITY;
  return executions.flatMap((execution) => {
    const { connector, tool, arguments: given } = execution;
    const said = `${connector}.${tool} ${JSON.stringify(given)}`;
    const at = unclaimed.findIndex((call) => call.toolName === tool && same(call.arguments, given));
    const [call] = at < 0 ? [] : unclaimed.splice(at, 1);
    if (!call?.dispatchedAt) return [`${said}: without a call that was marked as sent`];
    if (connector === "reader") return same(given, WANTED.arguments) ? [] : [`${said}: the person did not allow it`];
    if (!policy.allows.includes(tool)) return [`${said}: nobody allows it`];
    const isTainted = taintedAt(person.office.connectorId) < call.dispatchedAt.getTime();
    const isRead = READS_UNDER[policy.name]?.includes(tool) ?? false;
    return policy.taint && isTainted && !isRead ? [`${said}: beside outside content, without asking`] : [];
  });
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
