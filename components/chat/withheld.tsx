"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { FindingList } from "#components/inspection/finding-list.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import type { ToolCallView } from "#lib/tool-calls/types.ts";
import { giveAnyway } from "./requests.ts";
import { useErrorText } from "./use-error-text.ts";

/** What the checks found in a call's result, and the choice to have the assistant given it all the same. */
export function Withheld({ call }: { call: ToolCallView }) {
  const t = useTranslations("inspection");
  const errorText = useErrorText();
  const [isGiving, setGiving] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const isSerious = call.findings.some(({ severity }) => severity === "high");
  if (!isSerious) return null;
  const give = async () => {
    setGiving(true);
    const answer = await giveAnyway(call.id);
    setGiving(false);
    setProblem(answer.ok ? null : answer.code);
  };
  return (
    <Callout tone="warning" title={t("result")}>
      <div className="space-y-3">
        <p>{t(call.isGivenAnyway ? "givenAnyway" : "withheld")}</p>
        <FindingList findings={call.findings} />
        {!call.isGivenAnyway && (
          <Button variant="secondary" size="sm" disabled={isGiving} onClick={give}>
            {t("giveAnyway")}
          </Button>
        )}
        {problem !== null && (
          <p role="alert" className="text-danger">
            {errorText(problem)}
          </p>
        )}
      </div>
    </Callout>
  );
}
