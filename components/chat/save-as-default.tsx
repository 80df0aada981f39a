"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";

/** Makes what is chosen here what new conversations begin with. */
export function SaveAsDefault({ onSave }: { onSave: () => Promise<void> }) {
  const t = useTranslations("toolAccess.menu");
  const [saving, setSaving] = useState(false);
  const save = async () => {
    setSaving(true);
    await onSave();
    setSaving(false);
  };
  return (
    <button
      type="button"
      disabled={saving}
      onClick={() => void save()}
      className="rounded-md px-1 py-0.5 text-muted text-sm hover:text-text disabled:opacity-55"
    >
      {t("saveAsDefault")}
    </button>
  );
}
