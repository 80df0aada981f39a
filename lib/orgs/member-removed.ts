import type { Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { oncePerProcess } from "#lib/platform/process-registry.ts";

/**
 * What another domain does when somebody leaves an organization, inside the transaction that removes them and before
 * their membership is gone. Rows that belong to a membership go by themselves (ON DELETE CASCADE); this is for what
 * must be known outside, such as tokens to revoke at a provider. Throwing keeps the person in.
 */
export type MemberRemovedHook = (tx: Tx, ctx: OrgContext, userId: string) => Promise<void>;

function hooks(): Map<string, MemberRemovedHook> {
  return oncePerProcess("member-removed-hooks", () => new Map<string, MemberRemovedHook>());
}

/** Registers a hook under a name; the same name again replaces it, so both copies of a module may register. */
export function onMemberRemoved(name: string, hook: MemberRemovedHook): void {
  hooks().set(name, hook);
}

/** Runs every hook, one after the other. */
export async function runMemberRemovedHooks(tx: Tx, ctx: OrgContext, userId: string): Promise<void> {
  for (const hook of hooks().values()) await hook(tx, ctx, userId);
}
