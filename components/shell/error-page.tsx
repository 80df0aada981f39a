"use client";

import { useTranslations } from "next-intl";
import { buttonClass } from "#components/ui/button-class.ts";
import { cn } from "#lib/platform/cn.ts";

/** What went wrong cannot be said; under which number the log has it can. */
export function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  const t = useTranslations("common.error");
  const id = error instanceof Error && "digest" in error ? String(error.digest) : null;
  return (
    <div role="alert" className="mx-auto flex min-h-96 max-w-md flex-col items-start justify-center gap-3 px-6">
      <h1 className="text-xl">{t("title")}</h1>
      <p className="text-muted">{t("description")}</p>
      {id && <p className="font-mono text-muted text-sm">{t("id", { id })}</p>}
      {/* The look alone: this page belongs to every other one, and should not bring icons to each. */}
      <button type="button" className={cn(buttonClass("primary"), "mt-2")} onClick={retry}>
        {t("retry")}
      </button>
    </div>
  );
}
