"use client";

import { useTranslations } from "next-intl";
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from "#lib/auth/constants.ts";
import type { Messages } from "#lib/platform/i18n/catalogue.ts";

type Key = keyof Messages["auth"]["errors"];

/** Puts a problem's code into words; one the catalogue does not know is "unexpected". */
export function useProblemText(): (code: string, id?: string) => string {
  const t = useTranslations("auth.errors");
  return (code, id = "–") => {
    const key: Key = t.has(code as Key) ? (code as Key) : "unexpected";
    return t(key, { min: MIN_PASSWORD_LENGTH, max: MAX_PASSWORD_LENGTH, id });
  };
}
