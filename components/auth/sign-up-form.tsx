"use client";

import { Button } from "#components/ui/button.tsx";
import { signUpAction } from "#lib/auth/actions.ts";
import { FormProblem } from "./form-problem.tsx";
import { PersonFields } from "./person-fields.tsx";
import { useFormAction } from "./use-form-action.ts";

/** A new account; with an invite's token also a place in its organization. */
export function SignUpForm({ inviteToken, submitLabel }: { inviteToken?: string; submitLabel: string }) {
  const { formProps, fieldError, problem, pending } = useFormAction(signUpAction);
  return (
    <form {...formProps} className="space-y-4">
      {inviteToken && <input type="hidden" name="inviteToken" value={inviteToken} />}
      <PersonFields fieldError={fieldError} />
      <FormProblem problem={problem} />
      <Button type="submit" variant="primary" className="w-full" pending={pending}>
        {submitLabel}
      </Button>
    </form>
  );
}
