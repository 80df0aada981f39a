"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { FindingList } from "#components/inspection/finding-list.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import type { Finding } from "#lib/inspection/types.ts";
import type { Answer } from "./requests.ts";
import { useErrorText } from "./use-error-text.ts";

type WithheldProps = {
  from: "result" | "attachment";
  findings: readonly Finding[];
  isGivenAnyway: boolean;
  onGive: () => Promise<Answer<unknown>>;
};

/** What the checks found in something from outside, and the choice to have the assistant given it all the same. */
export function Withheld({ from, findings, isGivenAnyway, onGive }: WithheldProps) {
  const t = useTranslations("inspection");
  const errorText = useErrorText();
  const [isGiving, setGiving] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const isSerious = findings.some(({ severity }) => severity === "high");
  if (!isSerious) return null;
  const give = async () => {
    setGiving(true);
    const answer = await onGive();
    setGiving(false);
    setProblem(answer.ok ? null : answer.code);
  };
  return (
    <Callout tone="warning" title={t(from)}>
      <div className="space-y-3">
        <p>{t(isGivenAnyway ? "givenAnyway" : "withheld")}</p>
        <FindingList findings={findings} />
        {!isGivenAnyway && (
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
