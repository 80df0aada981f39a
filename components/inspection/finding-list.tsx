"use client";

import { useTranslations } from "next-intl";
import { VisibleText } from "#components/chat/visible-text.tsx";
import type { Finding } from "#lib/inspection/types.ts";

/** What the checks found, the most serious first, each with the place it stands in. */
export function FindingList({ findings }: { findings: readonly Finding[] }) {
  const t = useTranslations("inspection");
  return (
    <ul className="space-y-2">
      {findings.map((finding) => (
        <li key={`${finding.code} ${finding.where} ${finding.excerpt}`} className="space-y-0.5">
          <p>
            {t(`codes.${finding.code}`)}{" "}
            <span className="wrap-anywhere font-mono text-muted text-xs">
              <VisibleText text={finding.where} />
            </span>
          </p>
          {finding.excerpt && (
            <blockquote className="wrap-anywhere whitespace-pre-wrap border-warning/40 border-l-2 pl-2 font-mono text-xs">
              <VisibleText text={finding.excerpt} />
            </blockquote>
          )}
        </li>
      ))}
    </ul>
  );
}
