"use client";

import { UserPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { FormProblem } from "#components/auth/form-problem.tsx";
import { useFormAction } from "#components/auth/use-form-action.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose, DialogContent, DialogFooter, DialogTrigger } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { createInviteAction } from "#lib/orgs/actions.ts";
import { DEFAULT_INVITE_DAYS, INVITE_DAYS } from "#lib/orgs/constants.ts";
import type { Role } from "#lib/orgs/types.ts";
import { LinkResult } from "./link-result.tsx";

type InviteProps = { organization: string; roles: readonly Role[] };

/** The button that invites, and its dialog. */
export function InviteDialog(props: InviteProps) {
  const t = useTranslations("members");
  const common = useTranslations("common");
  return (
    <Dialog>
      <DialogTrigger asChild>
        <Button variant="primary">
          <UserPlus aria-hidden />
          {t("invite")}
        </Button>
      </DialogTrigger>
      <DialogContent
        title={t("inviteTitle", { organization: props.organization })}
        description={t("inviteDescription")}
        closeLabel={common("close")}
      >
        <InviteForm roles={props.roles} />
      </DialogContent>
    </Dialog>
  );
}

function InviteForm({ roles }: Pick<InviteProps, "roles">) {
  const t = useTranslations("members");
  const common = useTranslations("common");
  const [url, setUrl] = useState<string | null>(null);
  const { formProps, fieldError, problem, pending } = useFormAction(createInviteAction, (made) => setUrl(made.url));
  if (url)
    return (
      <>
        <LinkResult url={url} />
        <DialogFooter>
          <DialogClose asChild>
            <Button variant="primary">{t("done")}</Button>
          </DialogClose>
        </DialogFooter>
      </>
    );
  return (
    <form {...formProps} className="space-y-4">
      <Field label={t("note")} hint={t("noteHint")} error={fieldError("note")} aside={<Optional />}>
        {(control) => <Input {...control} name="note" autoComplete="off" />}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("role")} error={fieldError("role")}>
          {(control) => (
            <Select {...control} name="role" defaultValue="member">
              {roles.map((role) => (
                <option key={role} value={role}>
                  {t(`roles.${role}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t("expiry")} error={fieldError("days")}>
          {(control) => (
            <Select {...control} name="days" defaultValue={DEFAULT_INVITE_DAYS}>
              {INVITE_DAYS.map((days) => (
                <option key={days} value={days}>
                  {t("days", { days })}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <FormProblem problem={problem} />
      <DialogFooter>
        <DialogClose asChild>
          <Button>{common("cancel")}</Button>
        </DialogClose>
        <Button type="submit" variant="primary" pending={pending}>
          {t("inviteCreate")}
        </Button>
      </DialogFooter>
    </form>
  );
}

function Optional() {
  const common = useTranslations("common");
  return <span className="text-muted text-sm">{common("optional")}</span>;
}
