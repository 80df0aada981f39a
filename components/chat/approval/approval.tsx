"use client";

import { ShieldQuestion } from "lucide-react";
import { useTranslations } from "next-intl";
import { useCallback, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toast.tsx";
import { useFocusHandover } from "#components/ui/use-focus-handover.ts";
import type { ToolCallView } from "#lib/tool-calls/types.ts";
import { decide } from "../requests.ts";
import { useErrorText } from "../use-error-text.ts";
import { VisibleText } from "../visible-text.tsx";
import { ApprovalArguments } from "./approval-arguments.tsx";
import { ApprovalFacts } from "./approval-facts.tsx";
import { Expiry } from "./expiry.tsx";
import { cardMark, neighbour } from "./queue.ts";
import { ShortcutHint } from "./shortcut-hint.tsx";
import { useArmed } from "./use-armed.ts";
import { SHORTCUTS, useShortcuts } from "./use-shortcuts.ts";

type Choice = "allow_once" | "allow_always" | "deny";
type ApprovalProps = { call: ToolCallView; approval: NonNullable<ToolCallView["approval"]> };

/** Asks whether a call may go ahead, showing all one needs to judge it. */
export function Approval({ call, approval }: ApprovalProps) {
  const t = useTranslations("approvals.card");
  const policy = useTranslations("policy");
  const errorText = useErrorText();
  const card = useFocusHandover<HTMLDivElement>((answered) => neighbour(answered, 1));
  const buttons = useRef<HTMLDivElement>(null);
  const { armed, isArmed } = useArmed(buttons);
  const [chosen, setChosen] = useState<Choice>();
  const [isOver, setOver] = useState(false);
  const onOver = useCallback(() => setOver(true), []);

  const choose = async (choice: Choice) => {
    if (chosen !== undefined || isOver || !isArmed()) return;
    setChosen(choice);
    const answer = await decide(call.id, choice);
    if (answer.ok) return;
    setChosen(undefined);
    toast.error(errorText(answer.code));
  };
  const shortcuts = useShortcuts({
    allowOnce: () => void choose("allow_once"),
    deny: () => void choose("deny"),
    edit: () => undefined,
  });
  const button = (choice: Choice) => ({
    "aria-disabled": !armed || (chosen !== undefined && chosen !== choice),
    pending: chosen === choice,
    onClick: () => void choose(choice),
  });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form's controls; this is a question with its evidence
    <div
      ref={card}
      role="group"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: while it has the keyboard, single keys answer
      tabIndex={0}
      aria-label={t("label", { tool: call.tool.name })}
      {...cardMark(call.id)}
      {...shortcuts}
      className="scroll-my-4 space-y-4 rounded-lg border border-edge bg-raised p-4 shadow-md"
    >
      <div className="flex items-start gap-2.5">
        <ShieldQuestion aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
        <div className="min-w-0 flex-1 space-y-1">
          <p className="wrap-anywhere font-medium">
            {t.rich("question", {
              connector: () => <VisibleText text={call.connector.name} />,
              tool: () => (
                <span className="font-mono">
                  <VisibleText text={call.tool.name} />
                </span>
              ),
            })}
          </p>
          {call.rule && <p className="text-muted text-sm">{policy(call.rule.code)}</p>}
        </div>
        <Expiry at={approval.expiresAt} onOver={onOver} />
      </div>
      <ApprovalFacts call={call} />
      <ApprovalArguments value={call.arguments} />
      <div ref={buttons} className="flex flex-wrap items-center gap-2">
        {isOver ? (
          <p className="text-muted text-sm">{t("over")}</p>
        ) : (
          <>
            <Button variant="primary" aria-keyshortcuts={SHORTCUTS.allowOnce} {...button("allow_once")}>
              {t("allowOnce")}
            </Button>
            {approval.canAllowAlways && <Button {...button("allow_always")}>{t("allowAlways")}</Button>}
            <Button aria-keyshortcuts={SHORTCUTS.deny} {...button("deny")}>
              {t("deny")}
            </Button>
            <span className="flex-1" />
            <ShortcutHint />
          </>
        )}
      </div>
    </div>
  );
}
