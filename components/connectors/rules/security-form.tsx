"use client";

import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { orOffline } from "#components/auth/or-offline.ts";
import { SettingsSection } from "#components/settings/settings-section.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { toast } from "#components/ui/toast.tsx";
import { setSecurityPolicyAction } from "#lib/connectors/actions.ts";
import { DEFAULT_SECURITY } from "#lib/connectors/constants.ts";
import type { SecurityPolicy } from "#lib/connectors/types.ts";
import { useConnectorProblem } from "../use-connector-problem.ts";

const CHOICES = {
  taint: ["ask", "off"],
  definitions: ["block", "ask", "show"],
  results: ["withhold", "mark"],
} as const satisfies { [K in keyof SecurityPolicy]: readonly SecurityPolicy[K][] };
type About = keyof typeof CHOICES;

/** What the workspace makes of content from outside, each choice with what it does. */
export function SecurityForm({ policy, canManage }: { policy: SecurityPolicy; canManage: boolean }) {
  const t = useTranslations("security.page");
  const problemText = useConnectorProblem();
  const [draft, setDraft] = useState(policy);
  const [pending, startTransition] = useTransition();
  const isChanged = JSON.stringify(draft) !== JSON.stringify(policy);
  const save = () =>
    startTransition(async () => {
      const saved = await orOffline(setSecurityPolicyAction(draft));
      if (saved.ok) toast.success(t("saved"));
      else toast.error(problemText(saved.code));
    });
  return (
    <>
      {(Object.keys(CHOICES) as About[]).map((about) => (
        <SettingsSection key={about} title={t(`${about}.title`)} description={t(`${about}.text`)}>
          <Card className="px-4 py-3">
            <RadioGroup<string>
              legend={<span className="sr-only">{t(`${about}.title`)}</span>}
              name={about}
              value={draft[about]}
              onValueChange={(choice) => setDraft({ ...draft, [about]: choice })}
              options={CHOICES[about].map((choice) => ({
                value: choice,
                disabled: !canManage,
                label: (
                  <span className="flex flex-wrap items-center gap-2">
                    {t(`${about}.${choice}` as "taint.ask")}
                    {DEFAULT_SECURITY[about] === choice && <Badge tone="accent">{t("recommended")}</Badge>}
                  </span>
                ),
                hint: t(`${about}.${choice}Text` as "taint.askText"),
              }))}
            />
          </Card>
        </SettingsSection>
      ))}
      {canManage && (
        <Button variant="primary" disabled={!isChanged} pending={pending} onClick={save}>
          {t("save")}
        </Button>
      )}
    </>
  );
}
