import { findConnector } from "#lib/connectors/data.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { setDefaultToggles } from "./mutations/defaults.ts";
import { setToggles } from "./mutations/switches.ts";
import type { Toggle } from "./types.ts";

/** Moves switches in one of my conversations, of connectors of this workspace. They count from the next call on. */
export async function moveToggles(
  ctx: OrgContext,
  conversationId: string,
  toggles: readonly Toggle[],
): Promise<Result<void, "not_found">> {
  for (const connectorId of new Set(toggles.map((toggle) => toggle.connectorId)))
    if (!(await findConnector(ctx, connectorId))) return err("not_found");
  return setToggles(ctx, conversationId, toggles);
}

/** Moves switches as my new conversations begin with them, of connectors of this workspace. */
export async function moveDefaultToggles(
  ctx: OrgContext,
  toggles: readonly Toggle[],
): Promise<Result<void, "not_found">> {
  return (await setDefaultToggles(ctx, toggles)) ? ok(undefined) : err("not_found");
}
