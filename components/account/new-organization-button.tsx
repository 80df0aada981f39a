"use client";

import { Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";

const NewOrganizationDialog = dynamic(
  async () => (await import("#components/shell/new-organization-dialog.tsx")).NewOrganizationDialog,
);

/** The button under one's workspaces that starts another. */
export function NewOrganizationButton() {
  const t = useTranslations("organizations");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Plus aria-hidden />
        {t("new")}
      </Button>
      {open && <NewOrganizationDialog onClose={() => setOpen(false)} />}
    </>
  );
}
