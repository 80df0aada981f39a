"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useCallback, useRef, useState } from "react";
import { ConnectorIcon } from "#components/connectors/connector-icon.tsx";
import { useFocusHandover } from "#components/ui/use-focus-handover.ts";
import type { ToolCallView } from "#lib/tool-calls/types.ts";
import { useConnector } from "../surroundings.ts";
import { VisibleText } from "../visible-text.tsx";
import { ApprovalArguments } from "./approval-arguments.tsx";
import { ApprovalButtons } from "./approval-buttons.tsx";
import { ApprovalFacts } from "./approval-facts.tsx";
import { ApprovalWarnings } from "./approval-warnings.tsx";
import { Expiry } from "./expiry.tsx";
import { cardMark, neighbour } from "./queue.ts";
import { useAnswer } from "./use-answer.ts";
import { useArmed } from "./use-armed.ts";
import { useShortcuts } from "./use-shortcuts.ts";

const EditArguments = dynamic(() => import("./edit-arguments.tsx").then((module) => module.EditArguments));

type ApprovalProps = { call: ToolCallView; approval: NonNullable<ToolCallView["approval"]> };

/** Asks whether a call may go ahead, showing all one needs to judge it. */
export function Approval({ call, approval }: ApprovalProps) {
  const t = useTranslations("approvals.card");
  const policy = useTranslations("policy");
  const card = useFocusHandover<HTMLDivElement>((answered) => neighbour(answered, 1));
  const buttons = useRef<HTMLDivElement>(null);
  const { armed, isArmed } = useArmed(buttons);
  const { chosen, answer } = useAnswer(call, approval);
  const [isOver, setOver] = useState(false);
  const [isEditing, setEditing] = useState(false);
  const connector = useConnector(call.connector.id);
  const onOver = useCallback(() => setOver(true), []);
  const canAnswer = () => !isOver && isArmed();
  const edit = () => !isOver && setEditing(true);
  const shortcuts = useShortcuts({
    allowOnce: () => void (canAnswer() && answer("allow_once")),
    deny: () => void (canAnswer() && answer("deny")),
    edit,
  });
  const { name, title } = call.tool;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form's controls; this is a question with its evidence
    <div
      ref={card}
      role="group"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: while it has the keyboard, single keys answer
      tabIndex={0}
      aria-label={t("label", { tool: name })}
      {...cardMark(call.id)}
      {...shortcuts}
      className="scroll-my-4 space-y-4 rounded-lg border border-edge bg-raised p-4 shadow-md"
    >
      <div className="flex flex-wrap items-start gap-x-3 gap-y-1">
        <ConnectorIcon name={call.connector.name} iconUrl={connector?.iconUrl ?? null} />
        <div className="min-w-0 flex-1 space-y-0.5">
          <p className="wrap-anywhere font-medium">
            {t.rich("question", {
              connector: () => <VisibleText text={call.connector.name} />,
              tool: () => (
                <>
                  <span className="font-mono">
                    <VisibleText text={name} />
                  </span>
                  {title !== name && (
                    <span className="font-normal text-muted">
                      {" "}
                      (<VisibleText text={title} />)
                    </span>
                  )}
                </>
              ),
            })}
          </p>
          {call.rule && <p className="text-muted text-sm">{policy(call.rule.code)}</p>}
        </div>
        <Expiry at={approval.expiresAt} onOver={onOver} className="max-sm:w-full max-sm:pl-9" />
      </div>
      <ApprovalWarnings evidence={approval.evidence} />
      <ApprovalFacts call={call} kind={approval.evidence.kind} />
      <ApprovalArguments value={call.arguments} previous={approval.evidence.previous} onEdit={edit} />
      {isOver ? (
        <p className="text-muted text-sm">{t("over")}</p>
      ) : (
        <ApprovalButtons
          ref={buttons}
          tool={name}
          canAllowAlways={approval.canAllowAlways}
          armed={armed}
          chosen={chosen}
          onChoose={(decision, given) => void (canAnswer() && answer(decision, given))}
        />
      )}
      {isEditing && (
        <EditArguments
          call={call}
          pending={chosen !== undefined}
          onAllow={(edited) => void answer("allow_once", { arguments: edited })}
          onClose={() => setEditing(false)}
        />
      )}
    </div>
  );
}
