"use client";

import { useTranslations } from "next-intl";
import { createContext, type MouseEvent, useContext } from "react";
import { CITATION_HREF } from "#lib/research/labels.ts";

/** The id of the source that a number stands for; null where nothing is cited. */
export const CitationsContext = createContext<((n: number) => string) | null>(null);

/** The number a link cites by, in a report. */
export function citedBy(href: string | undefined): number | null {
  if (!href?.startsWith(CITATION_HREF)) return null;
  const n = Number(href.slice(CITATION_HREF.length));
  return Number.isInteger(n) && n > 0 ? n : null;
}

/** A citation: leads to the call it stands for, and opens it. */
export function Citation({ href }: { href: string | undefined }) {
  const t = useTranslations("research.report");
  const n = citedBy(href) ?? 0;
  const sourceId = useContext(CitationsContext)?.(n);
  if (!sourceId) return <span>[{n}]</span>;
  const open = (event: MouseEvent) => {
    event.preventDefault();
    const source = document.getElementById(sourceId);
    const call = source?.querySelector<HTMLButtonElement>("button[aria-expanded]");
    if (call?.getAttribute("aria-expanded") === "false") call.click();
    call?.focus({ preventScroll: true });
    source?.scrollIntoView({ block: "nearest", behavior: "smooth" });
  };
  return (
    <a
      href={`#${sourceId}`}
      aria-label={t("citation", { n })}
      onClick={open}
      className="mx-0.5 rounded-sm bg-accent-tint px-1 font-medium text-accent-text text-xs no-underline tabular-nums hover:underline"
    >
      {n}
    </a>
  );
}
