import { findConnector } from "#lib/connectors/data.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { err, type Result } from "#lib/platform/result.ts";
import { setToggle } from "./mutations.ts";
import type { Toggle } from "./types.ts";

/** Moves a switch in one of my conversations, of a connector of this workspace. It counts from the next call on. */
export async function moveToggle(
  ctx: OrgContext,
  conversationId: string,
  toggle: Toggle,
): Promise<Result<void, "not_found">> {
  if (!(await findConnector(ctx, toggle.connectorId))) return err("not_found");
  return setToggle(ctx, conversationId, toggle);
}
