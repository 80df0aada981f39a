"use client";

import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { acceptInviteAction, signOutAction } from "#lib/auth/actions.ts";
import { FormProblem } from "./form-problem.tsx";
import { useFormAction } from "./use-form-action.ts";

type AcceptInviteFormProps = { token: string; organization: string; email: string };

/** For somebody who is signed in: join as who one is, or go on as somebody else. */
export function AcceptInviteForm({ token, organization, email }: AcceptInviteFormProps) {
  const t = useTranslations("auth.invite");
  const accept = useFormAction(acceptInviteAction);
  const leave = useFormAction(signOutAction);
  return (
    <div className="space-y-4">
      <p className="wrap-anywhere">{t("signedInAs", { email })}</p>
      <FormProblem problem={accept.problem ?? leave.problem} />
      <form {...accept.formProps}>
        <input type="hidden" name="token" value={token} />
        <Button type="submit" variant="primary" className="w-full" pending={accept.pending}>
          <span className="truncate">{t("join", { organization })}</span>
        </Button>
      </form>
      <form {...leave.formProps}>
        <input type="hidden" name="returnTo" value={`/invite/${token}`} />
        <Button type="submit" className="w-full" pending={leave.pending}>
          {t("otherAccount")}
        </Button>
      </form>
    </div>
  );
}
