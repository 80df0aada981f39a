"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { FormProblem } from "#components/auth/form-problem.tsx";
import { useFormAction } from "#components/auth/use-form-action.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose, DialogContent, DialogFooter } from "#components/ui/dialog.tsx";
import { createPasswordResetAction } from "#lib/auth/actions.ts";
import type { Member } from "#lib/orgs/types.ts";
import { LinkResult } from "./link-result.tsx";

/** Makes the link with which a member who cannot sign in sets a new password. */
export function ResetLinkDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const t = useTranslations("members");
  const common = useTranslations("common");
  const [url, setUrl] = useState<string | null>(null);
  const { formProps, problem, pending } = useFormAction(createPasswordResetAction, (made) => setUrl(made.url));
  const { name } = member;
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title={t("resetTitle", { name })}
        description={t("resetDescription", { name })}
        closeLabel={common("close")}
      >
        {url ? (
          <>
            <LinkResult url={url} />
            <DialogFooter>
              <DialogClose asChild>
                <Button variant="primary">{t("done")}</Button>
              </DialogClose>
            </DialogFooter>
          </>
        ) : (
          <form {...formProps}>
            <input type="hidden" name="userId" value={member.userId} />
            <FormProblem problem={problem} />
            <DialogFooter>
              <DialogClose asChild>
                <Button>{common("cancel")}</Button>
              </DialogClose>
              <Button type="submit" variant="primary" pending={pending}>
                {t("resetCreate")}
              </Button>
            </DialogFooter>
          </form>
        )}
      </DialogContent>
    </Dialog>
  );
}
