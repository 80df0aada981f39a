"use client";

import { useState } from "react";
import { toast } from "#components/ui/toast.tsx";
import type { Decision } from "#lib/approvals/types.ts";
import type { ToolCallView } from "#lib/tool-calls/types.ts";
import { decide } from "../requests.ts";
import { useErrorText } from "../use-error-text.ts";

/** What goes with an answer: arguments as the person changed them, or why not. */
type With = { arguments?: Record<string, unknown>; reason?: string };

/**
 * Answers one question, once. The answer names the question and the arguments that were shown, so that it counts for
 * nothing else.
 */
export function useAnswer(call: ToolCallView, approval: NonNullable<ToolCallView["approval"]>) {
  const errorText = useErrorText();
  const [chosen, setChosen] = useState<Decision>();
  const answer = async (decision: Decision, given: With = {}) => {
    if (chosen !== undefined) return;
    setChosen(decision);
    const shown = { approvalId: approval.id, shownHash: approval.evidence.argumentsHash };
    const taken = await decide(call.id, { decision, ...shown, ...given });
    if (taken.ok) return;
    setChosen(undefined);
    toast.error(errorText(taken.code));
  };
  return { chosen, answer };
}
