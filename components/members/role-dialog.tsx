"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { FormProblem } from "#components/auth/form-problem.tsx";
import { useFormAction } from "#components/auth/use-form-action.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose, DialogContent, DialogFooter } from "#components/ui/dialog.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { toast } from "#components/ui/toast.tsx";
import { changeRoleAction } from "#lib/orgs/actions.ts";
import type { Member, Role } from "#lib/orgs/types.ts";

type RoleDialogProps = { member: Member; roles: readonly Role[]; onClose: () => void };

/** Gives a member another of the roles one may give. */
export function RoleDialog({ member, roles, onClose }: RoleDialogProps) {
  const t = useTranslations("members");
  const common = useTranslations("common");
  const [role, setRole] = useState(member.role);
  const { formProps, problem, pending } = useFormAction(changeRoleAction, () => {
    toast.success(t("roleChanged", { name: member.name, role: t(`roles.${role}`) }));
    onClose();
  });
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={t("changeRoleTitle", { name: member.name })} closeLabel={common("close")} size="sm">
        <form {...formProps} className="space-y-4">
          <input type="hidden" name="userId" value={member.userId} />
          <RadioGroup
            legend={t("role")}
            name="role"
            value={role}
            onValueChange={setRole}
            options={roles.map((each) => ({ value: each, label: t(`roles.${each}`), hint: t(`roleHints.${each}`) }))}
          />
          <FormProblem problem={problem} />
          <DialogFooter>
            <DialogClose asChild>
              <Button>{common("cancel")}</Button>
            </DialogClose>
            <Button type="submit" variant="primary" pending={pending}>
              {common("save")}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
