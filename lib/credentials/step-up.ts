import { tokenChallenge } from "#lib/oauth/challenge.ts";
import { unionScopes } from "#lib/oauth/scope.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { readScopes } from "./data.ts";
import { saveWantedScope } from "./mutations.ts";

/**
 * Notes that the server of one of the caller's own connections asks for more than the account was granted. Nothing is
 * requested by that: the person sees what is asked for when they reconnect, and may leave it.
 * @param challenge the `WWW-Authenticate` of a 403; another error than `insufficient_scope` changes nothing
 */
export async function noteScopeChallenge(
  ctx: OrgContext,
  connectionId: string,
  challenge: string | null,
): Promise<void> {
  const asked = tokenChallenge(challenge);
  if (asked?.error !== "insufficient_scope" || !asked.scope) return;
  const scopes = await readScopes(ctx, connectionId);
  if (!scopes) return;
  const had = unionScopes(scopes.scope, scopes.wantedScope);
  const wanted = unionScopes(had, asked.scope);
  if (wanted !== null && wanted !== scopes.wantedScope) await saveWantedScope(ctx, connectionId, wanted);
}
