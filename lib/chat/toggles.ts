import { findConnector } from "#lib/connectors/data.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { setDefaultToggle } from "./mutations/defaults.ts";
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

/** Moves a switch as my new conversations begin with it, of a connector of this workspace. */
export async function moveDefaultToggle(ctx: OrgContext, toggle: Toggle): Promise<Result<void, "not_found">> {
  return (await setDefaultToggle(ctx, toggle)) ? ok(undefined) : err("not_found");
}
