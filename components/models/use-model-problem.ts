"use client";

import { useTranslations } from "next-intl";
import type { Messages } from "#lib/platform/i18n/catalogue.ts";

type Key = keyof Messages["models"]["problems"];
type Failure = keyof Messages["chatErrors"];

/** Puts into words why something about models was refused, or why a model did not answer. */
export function useModelProblem(): (code: string) => string {
  const t = useTranslations("models.problems");
  const failures = useTranslations("chatErrors");
  return (code) => {
    if (t.has(code as Key)) return t(code as Key);
    return failures.has(code as Failure) ? failures(code as Failure) : t("unexpected");
  };
}
