"use client";

import { Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogContent } from "#components/ui/dialog.tsx";

const AddConnectorForm = dynamic(async () => (await import("./add-connector-form.tsx")).AddConnectorForm);

/** "Add custom connector" and the dialog of the same name. */
export function AddConnectorButton({ isPersonal }: { isPersonal: boolean }) {
  const t = useTranslations("connectors");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="primary" onClick={() => setOpen(true)}>
        <Plus aria-hidden />
        {t("addCustom")}
      </Button>
      <Dialog open={open} onOpenChange={setOpen}>
        <DialogContent
          title={t("addDialog.title")}
          description={t(isPersonal ? "addDialog.descriptionPersonal" : "addDialog.description")}
          closeLabel={t("close")}
        >
          <AddConnectorForm onClose={() => setOpen(false)} />
        </DialogContent>
      </Dialog>
    </>
  );
}
