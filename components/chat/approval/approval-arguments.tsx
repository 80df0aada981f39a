"use client";

import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { Switch } from "#components/ui/switch.tsx";
import { CanonicalJson } from "./canonical-json.tsx";
import { canonicalLines } from "./canonical-lines.ts";

/** What will be sent, all of it. What looks like a secret is hidden only while one asks for it. */
export function ApprovalArguments({ value }: { value: Record<string, unknown> }) {
  const t = useTranslations("approvals.arguments");
  const [hideSecrets, setHideSecrets] = useState(false);
  const id = useId();
  const hasSecrets = canonicalLines(value).some((line) =>
    line.tokens.some((token) => token.pieces.some((piece) => piece.isSecret)),
  );
  return (
    <section aria-labelledby={`${id}-title`} className="space-y-1.5">
      <div className="flex min-h-5 flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <h3 id={`${id}-title`} className="font-medium text-sm">
          {t("title")}
        </h3>
        {hasSecrets && (
          <span className="flex items-center gap-2 text-muted text-sm">
            <span id={`${id}-hide`}>{t("hideSecrets")}</span>
            <Switch aria-labelledby={`${id}-hide`} checked={hideSecrets} onCheckedChange={setHideSecrets} />
          </span>
        )}
      </div>
      {Object.keys(value).length === 0 ? (
        <p className="text-muted text-sm">{t("empty")}</p>
      ) : (
        <CanonicalJson value={value} hideSecrets={hideSecrets} />
      )}
    </section>
  );
}
