"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState, useTransition } from "react";
import { FormProblem } from "#components/auth/form-problem.tsx";
import { orOffline } from "#components/auth/or-offline.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogContent, DialogFooter } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { toast } from "#components/ui/toast.tsx";
import { createOrganizationAction } from "#lib/auth/actions.ts";
import { MAX_NAME_LENGTH } from "#lib/orgs/constants.ts";

type Problem = "nameMissing" | "tooMany" | "failed";

/** Starts an organization of one's own and goes there. */
export function NewOrganizationDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("organizations");
  const common = useTranslations("common");
  const [pending, startTransition] = useTransition();
  const [problem, setProblem] = useState<Problem>();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name")).trim();
    if (!name) {
      event.currentTarget.querySelector("input")?.focus();
      return setProblem("nameMissing");
    }
    startTransition(async () => {
      // A success leads to the new organization and answers nothing.
      const refused = await orOffline(createOrganizationAction({ name }));
      if (refused) return setProblem(problemOf(refused));
      toast.success(t("created", { name }));
      onClose();
    });
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={t("new")} description={t("description")} closeLabel={common("close")}>
        <form onSubmit={submit} noValidate className="space-y-4">
          <Field label={t("name")} error={problem === "nameMissing" ? t("nameMissing") : undefined}>
            {(control) => (
              <Input {...control} name="name" autoComplete="organization" required maxLength={MAX_NAME_LENGTH} />
            )}
          </Field>
          <FormProblem problem={problem && problem !== "nameMissing" ? t(problem) : null} />
          <DialogFooter>
            <Button onClick={onClose}>{common("cancel")}</Button>
            <Button type="submit" variant="primary" pending={pending}>
              {t("create")}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}

function problemOf(refused: { ok: boolean; code?: string }): Problem {
  return refused.code === "too_many_organizations" ? "tooMany" : "failed";
}
