import type * as answer from "#lib/approvals/mutations/answer.ts";
import type * as approvals from "#lib/approvals/mutations.ts";
import { db } from "#lib/platform/db/client.ts";
import type * as warnings from "#lib/policy/warnings.ts";
import type * as circumstances from "#lib/tool-calls/data/circumstances.ts";
import { findCall } from "#lib/tool-calls/data.ts";
import type * as dispatching from "#lib/tool-calls/mutations/dispatch.ts";

export const APPROVAL_GUARDS = ["afresh", "answered", "once", "shown", "warned"] as const;
export type ApprovalGuard = (typeof APPROVAL_GUARDS)[number];

/** Which of the conditions for sending a call is left out; null: none. For tests of the tests. */
export const missingApproval: { guard: ApprovalGuard | null } = { guard: null };

const isMissing = (guard: ApprovalGuard) => missingApproval.guard === guard;

/** Without "afresh": what was true when a call was first looked at is taken to be true for good. */
export function withoutLookingAgain(real: typeof circumstances): typeof circumstances {
  const first = new Map<string, ReturnType<typeof real.circumstancesOf>>();
  return {
    ...real,
    circumstancesOf(ctx, call, client) {
      if (!isMissing("afresh")) return real.circumstancesOf(ctx, call, client);
      const key = `${call.runId} ${call.connectorId}`;
      const known = first.get(key) ?? real.circumstancesOf(ctx, call, client);
      first.set(key, known);
      return known;
    },
  };
}

/** Without "answered": a person's answer counts also when its time is over, or it was about something else. */
export function withoutAnswer(real: typeof approvals): typeof approvals {
  return {
    ...real,
    async consumeApproval(tx, ctx, approvalId, asked) {
      if (!isMissing("answered")) return real.consumeApproval(tx, ctx, approvalId, asked);
      await tx.approval.updateMany({ where: { id: approvalId }, data: { state: "consumed" } });
      return true;
    },
  };
}

/** Without "once": workers decide about a call side by side, and each of them may send it. */
export function withoutLock(real: typeof dispatching): typeof dispatching {
  return {
    ...real,
    async withLockedCall(ctx, id, decide) {
      if (!isMissing("once")) return real.withLockedCall(ctx, id, decide);
      const call = await findCall(ctx, id);
      return call && db().$transaction((tx) => decide(tx, call));
    },
    async dispatch(tx, ctx, call, tool, permission) {
      if (!isMissing("once")) return real.dispatch(tx, ctx, call, tool, permission);
      await tx.toolCall.updateMany({ where: { id: call.id }, data: { state: "approved" } });
      const approvalId = permission.kind === "approval" ? permission.approvalId : null;
      if (approvalId !== null) await tx.approval.updateMany({ where: { id: approvalId }, data: { state: "allowed" } });
      return real.dispatch(tx, ctx, call, tool, permission);
    },
  };
}

/** Without "shown": an answer counts whichever question its browser showed. */
export function withoutComparing(real: typeof answer): typeof answer {
  return {
    ...real,
    answerApproval(ctx, toolCallId, { approvalId, shownHash, ...rest }) {
      const shown = isMissing("shown") ? {} : { approvalId, shownHash };
      return real.answerApproval(ctx, toolCallId, { ...rest, ...shown });
    },
  };
}

/** Without "warned": an answer covers also what its person was not told of. */
export function withoutWarning(real: typeof warnings): typeof warnings {
  return { ...real, hasBeenTold: (told, now) => isMissing("warned") || real.hasBeenTold(told, now) };
}
