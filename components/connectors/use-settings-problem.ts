"use client";

import { useTranslations } from "next-intl";
import { useConnectorProblem } from "./use-connector-problem.ts";

/** The sentence for what is wrong at a place of the settings form, by the codes found there. */
export function useSettingsProblem(
  problems: Readonly<Record<string, string | undefined>>,
): (place: string) => string | undefined {
  const t = useTranslations("connectorSettings.problems");
  const other = useConnectorProblem();
  return (place) => {
    const code = problems[place];
    if (code === undefined) return undefined;
    return t.has(code as "too_long") ? t(code as "too_long") : other(code);
  };
}
