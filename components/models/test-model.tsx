"use client";

import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { orOffline } from "#components/auth/or-offline.ts";
import { Button } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toast.tsx";
import { tryModelAction } from "#lib/chat/actions.ts";
import { useModelProblem } from "./use-model-problem.ts";

/** Asks a model something tiny and says how that went. */
export function TestModel({ modelId, label }: { modelId: string; label: string }) {
  const t = useTranslations("models.model");
  const problem = useModelProblem();
  const [pending, startTransition] = useTransition();
  const test = () =>
    startTransition(async () => {
      const answer = await orOffline(tryModelAction({ modelId }));
      if (answer.ok) toast.success(t("testOk", { label, seconds: answer.value.ms / 1_000 }));
      else toast.error(`${label}: ${problem(answer.code)}`);
    });
  return (
    <Button size="sm" pending={pending} onClick={test} aria-label={t("testLabel", { label })}>
      {t("test")}
    </Button>
  );
}
