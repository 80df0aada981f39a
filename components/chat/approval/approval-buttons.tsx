"use client";

import { useTranslations } from "next-intl";
import { type Ref, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import type { Decision } from "#lib/approvals/types.ts";
import { useOwnOrganization } from "../surroundings.ts";
import { AllowForAll } from "./allow-for-all.tsx";
import { DenyReason } from "./deny-reason.tsx";
import { ShortcutHint } from "./shortcut-hint.tsx";
import { SHORTCUTS } from "./use-shortcuts.ts";

type ApprovalButtonsProps = {
  /** What must have stood still before an answer counts. */
  ref: Ref<HTMLDivElement>;
  tool: string;
  /** That answer would change anything. */
  canAllowAlways: boolean;
  armed: boolean;
  chosen: Decision | undefined;
  onChoose: (decision: Decision, given?: { reason: string }) => void;
};

/** The answers. */
export function ApprovalButtons({ ref, tool, canAllowAlways, armed, chosen, onChoose }: ApprovalButtonsProps) {
  const t = useTranslations("approvals.card");
  const organization = useOwnOrganization();
  const [isExplaining, setExplaining] = useState(false);
  const button = (decision: Decision) => ({
    "aria-disabled": !armed || (chosen !== undefined && chosen !== decision),
    pending: chosen === decision,
    onClick: () => onChoose(decision),
  });
  return (
    <>
      <div ref={ref} className="flex flex-wrap items-center gap-2">
        <Button variant="primary" aria-keyshortcuts={SHORTCUTS.allowOnce} {...button("allow_once")}>
          {t("allowOnce")}
        </Button>
        {canAllowAlways && (
          <span className="flex gap-1">
            <Button {...button("allow_always")}>{t("allowAlways")}</Button>
            {organization !== null && (
              <AllowForAll
                organization={organization}
                tool={tool}
                armed={armed}
                pending={chosen === "allow_for_organization"}
                onAllow={() => onChoose("allow_for_organization")}
              />
            )}
          </span>
        )}
        <Button aria-keyshortcuts={SHORTCUTS.deny} {...button("deny")}>
          {t("deny")}
        </Button>
        <Button variant="ghost" aria-expanded={isExplaining} onClick={() => setExplaining(!isExplaining)}>
          {t("reason")}
        </Button>
        <span className="ml-auto">
          <ShortcutHint />
        </span>
      </div>
      {isExplaining && (
        <DenyReason
          armed={armed}
          pending={chosen === "deny"}
          onDeny={(reason) => onChoose("deny", { reason })}
          onClose={() => setExplaining(false)}
        />
      )}
    </>
  );
}
