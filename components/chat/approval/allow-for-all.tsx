"use client";

import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogContent, DialogFooter } from "#components/ui/dialog.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { useArmed } from "./use-armed.ts";

type AllowForAllProps = {
  organization: string;
  tool: string;
  armed: boolean;
  pending: boolean;
  onAllow: () => void;
};

/** For owners: allows the tool, as it is now, for everybody in their organization, after asking once more. */
export function AllowForAll({ organization, tool, armed, pending, onAllow }: AllowForAllProps) {
  const t = useTranslations("approvals.forAll");
  const common = useTranslations("common");
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <IconButton label={t("more")} variant="outline">
            <ChevronDown aria-hidden />
          </IconButton>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="start">
          <DropdownMenuItem onSelect={() => setAsking(true)}>{t("label", { organization })}</DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <Dialog open={isAsking} onOpenChange={setAsking}>
        <DialogContent
          title={t("title", { tool, organization })}
          description={t("meaning")}
          closeLabel={common("close")}
        >
          <Confirm armed={armed} pending={pending} onAllow={onAllow} onCancel={() => setAsking(false)} />
        </DialogContent>
      </Dialog>
    </>
  );
}

type ConfirmProps = Pick<AllowForAllProps, "armed" | "pending" | "onAllow"> & { onCancel: () => void };

/** Counts like the card's own answers: where both have stood still for long enough. */
function Confirm({ armed, pending, onAllow, onCancel }: ConfirmProps) {
  const t = useTranslations("approvals.forAll");
  const common = useTranslations("common");
  const buttons = useRef<HTMLDivElement>(null);
  const here = useArmed(buttons);
  return (
    <div ref={buttons}>
      <DialogFooter>
        <Button onClick={onCancel}>{common("cancel")}</Button>
        <Button
          variant="primary"
          aria-disabled={!armed || !here.armed}
          pending={pending}
          onClick={() => here.isArmed() && onAllow()}
        >
          {t("confirm")}
        </Button>
      </DialogFooter>
    </div>
  );
}
