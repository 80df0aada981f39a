"use client";

import { useTranslations } from "next-intl";
import type { FormEvent } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { DENY_REASON_MAX } from "#lib/approvals/constants.ts";

type DenyReasonProps = { armed: boolean; pending: boolean; onDeny: (reason: string) => void; onClose: () => void };

/** Asks why not, for the model to know. */
export function DenyReason({ armed, pending, onDeny, onClose }: DenyReasonProps) {
  const t = useTranslations("approvals.deny");
  const common = useTranslations("common");
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onDeny(String(new FormData(event.currentTarget).get("reason") ?? ""));
  };
  return (
    <form
      onSubmit={submit}
      onKeyDown={(event) => event.key === "Escape" && onClose()}
      className="space-y-3 border-line border-t pt-4"
    >
      <Field label={t("reason")} hint={t("hint")}>
        {(control) => <Input {...control} name="reason" maxLength={DENY_REASON_MAX} autoComplete="off" autoFocus />}
      </Field>
      <div className="flex gap-2">
        <Button type="submit" aria-disabled={!armed} pending={pending}>
          {t("send")}
        </Button>
        <Button variant="ghost" onClick={onClose}>
          {common("cancel")}
        </Button>
      </div>
    </form>
  );
}
