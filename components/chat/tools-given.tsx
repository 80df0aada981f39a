import { useTranslations } from "next-intl";
import type { ToolsGiven as Given } from "#lib/chat/types.ts";

/** Beside an answer: how many tools its model was given, and how. */
export function ToolsGiven({ given }: { given: Given }) {
  const t = useTranslations("toolAccess.given");
  return <span className="text-muted text-xs">{t(given.mode, given)}</span>;
}
