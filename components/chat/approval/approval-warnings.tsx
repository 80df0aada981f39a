"use client";

import { useTranslations } from "next-intl";
import { FindingList } from "#components/inspection/finding-list.tsx";
import { Callout } from "#components/ui/callout.tsx";
import type { Evidence } from "#lib/approvals/types.ts";
import { VisibleText } from "../visible-text.tsx";
import { Changes } from "./changes-lazy.tsx";

/** What one should know before one believes in a call: whose words may have led to it, and what its tool was before. */
export function ApprovalWarnings({ evidence }: { evidence: Evidence }) {
  const t = useTranslations("approvals.evidence");
  const inspection = useTranslations("inspection");
  const { taint, findings, definitionBefore: before, definitionNow: now } = evidence;
  return (
    <>
      {taint && (
        <Callout tone="warning" title={<VisibleText text={t("tainted", { connector: taint.connectorName })} />}>
          <VisibleText text={t(`taintedBy.${taint.kind}`, { name: taint.name })} />
        </Callout>
      )}
      {findings.length > 0 && (
        <Callout tone="warning" title={inspection("definition")}>
          <FindingList findings={findings} />
        </Callout>
      )}
      {before && now && (
        <section className="space-y-1.5">
          <h3 className="font-medium text-sm">{t("definition")}</h3>
          <Changes before={definitionShown(before)} now={definitionShown(now)} />
        </section>
      )}
    </>
  );
}

/** A definition field by field, as its server names them. */
function definitionShown({ description, inputSchema, annotations }: NonNullable<Evidence["definitionNow"]>) {
  return { description, inputSchema, annotations };
}
