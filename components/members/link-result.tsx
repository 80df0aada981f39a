"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

/** A link that is shown once: selected, ready to be copied. */
export function LinkResult({ url }: { url: string }) {
  const t = useTranslations("members");
  const common = useTranslations("common");
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  return (
    <Field label={t("link")} hint={t("inviteReady")}>
      {(control) => (
        <div className="flex items-center gap-1.5">
          <Input {...control} ref={input} value={url} readOnly className="font-mono text-sm" />
          <CopyButton
            text={url}
            label={t("copyLink")}
            copiedLabel={common("copied")}
            failedLabel={common("notCopied")}
          />
        </div>
      )}
    </Field>
  );
}
