"use client";

import { Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";

const ProviderDialog = dynamic(async () => (await import("./provider-dialog.tsx")).ProviderDialog);

/** "Add provider" and the dialog of the same name. */
export function AddProviderButton() {
  const t = useTranslations("models.providers");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="primary" onClick={() => setOpen(true)}>
        <Plus aria-hidden />
        {t("add")}
      </Button>
      {open && <ProviderDialog provider={null} onClose={() => setOpen(false)} />}
    </>
  );
}
