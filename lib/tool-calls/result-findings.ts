import { surroundingsOf } from "#lib/connectors/data/neighbourhood.ts";
import { inspectResult } from "#lib/inspection/inspect-result.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import type { Ending } from "./mutations.ts";

/** The end of a call with what the checks find in its result, to be stored with it. */
export async function withFindings(ctx: OrgContext, call: { connectorId: string }, ending: Ending): Promise<Ending> {
  if (!ending.result) return ending;
  const { names, connectors } = await surroundingsOf(ctx);
  const slug = connectors.get(call.connectorId)?.slug ?? "";
  return { ...ending, findings: inspectResult(ending.result, { slug, others: names }) };
}
