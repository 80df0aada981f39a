import { evidenceSchema } from "#lib/approvals/schema.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { decide } from "#lib/policy/decide.ts";
import type { DenyCode } from "#lib/policy/types.ts";
import { hasBeenTold, warningsOf } from "#lib/policy/warnings.ts";
import { argumentsHash } from "./arguments.ts";
import { type Circumstances, type CurrentTool, circumstancesOf } from "./data/circumstances.ts";
import { evidenceFor } from "./data/evidence.ts";
import type { StoredCall } from "./data.ts";
import { resend } from "./mutations/connection.ts";
import { dispatch, holdForApproval } from "./mutations/dispatch.ts";
import { continueCall } from "./mutations/rounds.ts";

/** What becomes of a call that is decided about: sent by whoever is told so, ended, or left to wait. */
export type Cleared = { send: CurrentTool } | { deny: DenyCode } | "waits";

/** States in which a call is decided about from scratch. */
const UNDECIDED: ReadonlySet<string> = new Set(["proposed", "awaiting_approval", "approved"]);

/**
 * Decides about a locked call that was not sent, by what is true at this moment, and marks it as sent when it may run.
 * A person's answer counts for what they were asked about and warned of: where more is known by now, they are asked
 * anew (docs/adr/0009).
 */
export async function clear(tx: Tx, ctx: OrgContext, call: StoredCall): Promise<Cleared> {
  if (!UNDECIDED.has(call.state)) return "waits";
  const now = await circumstancesOf(ctx, call, tx);
  const decision = decide(now.input);
  // An answer was given for the account it named: no sign-in with another makes it serve, so none is waited for.
  if (decision.outcome === "deny" && call.approval?.state === "allowed" && isAccountReplaced(call, now))
    return { deny: "approval_outdated" };
  if (decision.outcome === "deny") return { deny: decision.rule.code };
  // decide() denies a call whose tool is gone; this tells the compiler.
  if (!now.tool) return { deny: "tool_unknown" };
  if (!isAsStored(call, now)) return { deny: "approval_outdated" };

  const { approval } = call;
  const { tool } = now;
  const { rule } = decision;
  if (approval?.state === "allowed") {
    if (approval.definitionHash !== tool.hash || approval.argumentsHash !== call.argumentsHash)
      return { deny: "approval_outdated" };
    const permission = { kind: "approval", rule, approvalId: approval.id } as const;
    if (covers(approval, now) && (await dispatch(tx, ctx, call, tool, permission))) return { send: tool };
  }
  if (decision.outcome === "allow") {
    const permission = { kind: "rule", rule, grantId: rule.code === "granted" ? now.grantId : null } as const;
    if (await dispatch(tx, ctx, call, tool, permission)) return { send: tool };
    // The grant was taken back while it was read: whoever comes next finds it gone.
    return clear(tx, ctx, call);
  }
  if (approval?.state !== "pending") await ask(tx, ctx, call, now, tool);
  return "waits";
}

/** Decides about a locked call that was sent and surely not carried out, now that its connection is there. */
export async function clearAgain(tx: Tx, ctx: OrgContext, call: StoredCall): Promise<Cleared> {
  if (call.state !== "awaiting_connection") return "waits";
  return decideAgain(tx, ctx, call, (tool) => resend(tx, ctx, call, tool));
}

/** Decides about a locked call whose server asked its person something, now that they have answered. */
export async function clearAnswered(tx: Tx, ctx: OrgContext, call: StoredCall): Promise<Cleared> {
  if (call.state !== "awaiting_input") return "waits";
  return decideAgain(tx, ctx, call, () => continueCall(tx, ctx, call));
}

/**
 * Decides about a call that was sent before. The answer it was sent with still counts for what it was about; where
 * nothing else allowed it, and that no longer does, its person is asked. What has become a task is at work at its server:
 * a question would hold nothing up.
 */
async function decideAgain(
  tx: Tx,
  ctx: OrgContext,
  call: StoredCall,
  goOn: (tool: CurrentTool) => Promise<boolean>,
): Promise<Cleared> {
  const now = await circumstancesOf(ctx, call, tx);
  const decision = decide(now.input);
  if (decision.outcome === "deny") return { deny: decision.rule.code };
  if (!now.tool) return { deny: "tool_unknown" };
  if (!isAsStored(call, now) || now.tool.hash !== call.definitionHash) return { deny: "approval_outdated" };
  const wasAnswered = call.approval?.state === "consumed" && covers(call.approval, now);
  if (decision.outcome === "allow" || wasAnswered || call.task !== null)
    return (await goOn(now.tool)) ? { send: now.tool } : "waits";
  await ask(tx, ctx, call, now, now.tool);
  return "waits";
}

/** Whether its person was warned, when they answered, of everything that this call would warn of now. */
function covers({ evidence }: { evidence: unknown }, { input }: Circumstances): boolean {
  return hasBeenTold(evidenceSchema.parse(evidence).warnings, warningsOf(input));
}

/** Asks a locked call's person, showing what is true at this moment. */
async function ask(tx: Tx, ctx: OrgContext, call: StoredCall, now: Circumstances, tool: CurrentTool): Promise<void> {
  const { rule } = decide(now.input);
  await holdForApproval(tx, ctx, call, tool, { rule, evidence: await evidenceFor(tx, ctx, call, tool, now) });
}

/** Whether the account it was made up for is gone, and another of its person's stands in its place. */
function isAccountReplaced({ connectionId }: StoredCall, now: Circumstances): boolean {
  return connectionId !== null && now.connectionId !== null && now.connectionId !== connectionId;
}

/** Whether the arguments are those that were stored with their hash, and the account the one that was shown. */
export function isAsStored(call: StoredCall, now: Circumstances): boolean {
  const isSameAccount = call.connectionId === null || call.connectionId === now.tool?.connectionId;
  return isSameAccount && argumentsHash(call.arguments) === call.argumentsHash;
}
