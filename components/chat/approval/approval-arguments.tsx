"use client";

import { PencilLine } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useId, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Switch } from "#components/ui/switch.tsx";
import type { Evidence } from "#lib/approvals/types.ts";
import { CanonicalJson } from "./canonical-json.tsx";
import { canonicalLines, canonicalText } from "./canonical-lines.ts";
import { Changes } from "./changes-lazy.tsx";
import { SHORTCUTS } from "./use-shortcuts.ts";

type Arguments = Record<string, unknown>;
type ApprovalArgumentsProps = {
  value: Arguments;
  /** The last call of the same tool with the same account; null: this is the first. */
  previous: Evidence["previous"];
  onEdit: () => void;
};

/** What will be sent, all of it, and what is not as it was the last time. Secrets are hidden only while one asks for it. */
export function ApprovalArguments({ value, previous, onEdit }: ApprovalArgumentsProps) {
  const t = useTranslations("approvals.arguments");
  const card = useTranslations("approvals.card");
  const [hideSecrets, setHideSecrets] = useState(false);
  const id = useId();
  const hasSecrets = [value, previous?.arguments].some(looksSecret);
  return (
    <section aria-labelledby={`${id}-title`} className="space-y-1.5">
      <div className="flex min-h-7 flex-wrap items-center gap-x-4 gap-y-1">
        <h3 id={`${id}-title`} className="font-medium text-sm">
          {t("title")}
        </h3>
        {hasSecrets && (
          <span className="flex items-center gap-2 text-muted text-sm">
            <Switch aria-labelledby={`${id}-hide`} checked={hideSecrets} onCheckedChange={setHideSecrets} />
            <span id={`${id}-hide`}>{t("hideSecrets")}</span>
          </span>
        )}
        <Button
          variant="ghost"
          size="sm"
          className="-mr-2.5 ml-auto"
          aria-keyshortcuts={SHORTCUTS.edit}
          onClick={onEdit}
        >
          <PencilLine aria-hidden />
          {card("editArguments")}
        </Button>
      </div>
      {Object.keys(value).length === 0 ? (
        <p className="text-muted text-sm">{t("empty")}</p>
      ) : (
        <CanonicalJson value={value} hideSecrets={hideSecrets} />
      )}
      <SinceLast value={value} previous={previous} hideSecrets={hideSecrets} />
    </section>
  );
}

type SinceLastProps = Omit<ApprovalArgumentsProps, "onEdit"> & { hideSecrets: boolean };

function SinceLast({ value, previous, hideSecrets }: SinceLastProps) {
  const t = useTranslations("approvals.evidence");
  const locale = useLocale();
  if (!previous) return <p className="text-muted text-sm">{t("first")}</p>;
  const when = () => <RelativeTime at={previous.at} locale={locale} />;
  if (canonicalText(previous.arguments) === canonicalText(value))
    return <p className="text-muted text-sm">{t.rich("same", { when })}</p>;
  return (
    <>
      <p className="pt-1 text-muted text-sm">{t.rich("sinceLast", { when })}</p>
      <Changes before={previous.arguments} now={value} hideSecrets={hideSecrets} />
    </>
  );
}

function looksSecret(value: unknown): boolean {
  return canonicalLines(value).some((line) =>
    line.tokens.some((token) => token.pieces.some((piece) => piece.isSecret)),
  );
}
