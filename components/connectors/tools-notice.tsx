import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import type { ToolsNotice as Notice } from "#lib/connections/schema.ts";

/** What keeps a tool list from being whole, in words: what was left out, and why there may be more. */
export function ToolsNotice({ notice: { leftOut, partial } }: { notice: Notice }) {
  const t = useTranslations("connections.toolsNotice");
  const reasons = useTranslations("mcp");
  const isOurs = partial === "limit" || partial === "cursor_loop";
  return (
    <Callout tone="warning" title={t("title")}>
      <ul className="list-disc space-y-0.5 pl-4">
        {leftOut.invalid > 0 && <li>{t("invalid", { count: leftOut.invalid })}</li>}
        {leftOut.oversize > 0 && <li>{t("oversize", { count: leftOut.oversize })}</li>}
        {leftOut.beyondLimit > 0 && <li>{t("beyondLimit", { count: leftOut.beyondLimit })}</li>}
        {partial !== null && <li>{isOurs ? t(partial) : t("brokeOff", { reason: reasons(partial) })}</li>}
      </ul>
    </Callout>
  );
}
