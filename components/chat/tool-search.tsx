import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { Disclosure } from "#components/ui/disclosure.tsx";
import type { ToolSearch as Searched } from "#lib/chat/types.ts";
import { VisibleText } from "./visible-text.tsx";

/** That the model searched its tools, and what it found. */
export function ToolSearch({ search }: { search: Searched }) {
  const t = useTranslations("toolAccess.search");
  const { query, output } = search;
  const count = output.tools.length;
  return (
    <Disclosure
      buttonClassName="max-w-full font-normal text-muted text-sm [&_svg]:shrink-0"
      panelClassName="pt-2 pl-5.5"
      label={
        <>
          <Search aria-hidden className="size-3.5" />
          <span className="min-w-0 truncate">
            <VisibleText text={query.trim() === "" ? t("everything", { count }) : t("title", { query, count })} />
          </span>
        </>
      }
    >
      {count === 0 && <p className="text-muted text-sm">{t("none")}</p>}
      <ol className="space-y-1.5 text-sm">
        {output.tools.map((tool) => (
          <li key={tool.name} className="min-w-0">
            <span className="wrap-anywhere font-mono">
              <VisibleText text={tool.name} />
            </span>
            <span className="text-muted">
              {" · "}
              <VisibleText text={tool.connector} />
            </span>
            <span className="line-clamp-2 text-muted text-xs">
              <VisibleText text={tool.description} />
            </span>
          </li>
        ))}
      </ol>
    </Disclosure>
  );
}
