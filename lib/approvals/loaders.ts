import { requireOrgContext } from "#lib/auth/loaders.ts";
import { listGrants } from "./data.ts";
import type { GrantView } from "./types.ts";

/** What the person has allowed for good in the active workspace, for the page where they take it back. */
export async function loadGrants(): Promise<GrantView[]> {
  return listGrants(await requireOrgContext());
}
