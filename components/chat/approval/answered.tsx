"use client";

import { useTranslations } from "next-intl";
import { Disclosure } from "#components/ui/disclosure.tsx";
import type { ToolCallView } from "#lib/tool-calls/types.ts";
import { Arguments } from "../arguments.tsx";
import { VisibleText } from "../visible-text.tsx";
import { Changes } from "./changes-lazy.tsx";

/** What a person made of a call when they answered: arguments they changed, and why they did not allow it. */
export function Answered({ call }: { call: ToolCallView }) {
  const t = useTranslations("approvals.answered");
  return (
    <>
      {call.proposedArguments && (
        <section className="space-y-1.5">
          <h3 className="font-medium text-sm">{t("edited")}</h3>
          <Changes before={call.proposedArguments} now={call.arguments} />
          <Disclosure label={t("asked")} buttonClassName="text-sm text-muted" panelClassName="pt-1.5">
            <Arguments value={call.proposedArguments} />
          </Disclosure>
        </section>
      )}
      {call.denyReason && (
        <section className="space-y-1">
          <h3 className="text-muted text-sm">{t("reason")}</h3>
          <p className="wrap-anywhere text-sm">
            <VisibleText text={call.denyReason} />
          </p>
        </section>
      )}
    </>
  );
}
