import type { OrgContext } from "#lib/platform/ids.ts";
import type { DenyCode } from "#lib/policy/types.ts";
import { type SignIn, signInOf } from "./data/connection.ts";
import type { StoredCall } from "./data.ts";
import { holdForConnection } from "./mutations/connection.ts";
import type { Ending } from "./mutations.ts";
import type { StoredNeed } from "./schema.ts";

// Why a call waits for its person's connection instead of ending, and how it goes on. What was not sent begins anew and
// is decided about from scratch; what was sent and, by its answer, surely not carried out keeps its permission.

/** Denials that connecting an account lifts. */
const LIFTED_BY_CONNECTING = new Set<DenyCode>(["not_connected", "sign_in_expired"]);

/**
 * Has a call that is denied for want of a connection wait for it.
 * @returns "useless" where connecting would not help, "given_up" where it would, but the call does not wait for it
 */
export async function waitInsteadOf(
  ctx: OrgContext,
  call: StoredCall,
  code: DenyCode,
): Promise<"waits" | "useless" | "given_up"> {
  if (!LIFTED_BY_CONNECTING.has(code)) return "useless";
  // Whoever is asked about it now is told once they have allowed it.
  if (call.state === "awaiting_approval") return "waits";
  const signIn = call.connectionId === null ? null : await signInOf(ctx, call.connectionId);
  if (call.state === "awaiting_connection") return signIn ? "waits" : "given_up";
  const from = call.state === "awaiting_input" ? { state: call.state } : { state: "unsent" as const, rule: code };
  if (from.state === "awaiting_input" && !signIn) return "given_up";
  const need = code === "sign_in_expired" ? "reconnect" : "connect";
  return (await holdForConnection(ctx, call, from, lackOf(need, signIn))) ? "waits" : "given_up";
}

/**
 * Has a call wait whose server, or our own want of a token, turned it away before anything was carried out: a sign-in
 * that has ended, or does not reach far enough.
 * @param before the sign-in as it was before the call was sent
 * @returns whether it waits
 */
export async function waitAfterAnswer(
  ctx: OrgContext,
  call: StoredCall,
  { state, failure }: Ending,
  before: SignIn,
): Promise<boolean> {
  const isTurnedAway = failure?.code === "needs_authorization" || failure?.code === "insufficient_scope";
  if (state !== "failed" || !isTurnedAway || call.task !== null) return false;
  const now = await signInOf(ctx, before.connectionId);
  if (!now) return false;
  if (failure.code === "insufficient_scope")
    return holdForConnection(
      ctx,
      call,
      { state: "dispatched" },
      lackOf("step_up", { ...before, lacking: now.lacking }),
    );
  // A provider that could not be asked for a new token may answer the next time; nobody has to sign in for that.
  const isSameSignIn = now.signedInAt.getTime() === before.signedInAt.getTime();
  if (now.state !== "needs_reauth" && isSameSignIn) return false;
  return holdForConnection(ctx, call, { state: "dispatched" }, lackOf("reconnect", before));
}

function lackOf(need: StoredNeed["need"], signIn: SignIn | null) {
  return {
    need,
    scopes: need === "step_up" && signIn ? signIn.lacking : [],
    signIn: signIn?.signedInAt.toISOString() ?? null,
    account: signIn?.accountHash ?? null,
  };
}
