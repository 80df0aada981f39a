"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { orOffline } from "#components/auth/or-offline.ts";
import { Button } from "#components/ui/button.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import { Callout } from "#components/ui/callout.tsx";
import { confirmConnectAction } from "#lib/connections/actions.ts";
import { CONNECTORS_PAGE } from "#lib/connections/constants.ts";
import { type ConnectProblem, useConnectProblem } from "./use-problem-text.ts";

/** The button by which a person claims a sign-in that came back in another of their browser sessions. */
export function ConfirmConnect({ connectorId, query }: { connectorId: string; query: string }) {
  const t = useTranslations("connections.confirm");
  const problemText = useConnectProblem(false);
  const [pending, startTransition] = useTransition();
  const [problem, setProblem] = useState<ConnectProblem | null>(null);
  const confirm = () =>
    startTransition(async () => {
      const finished = await orOffline(confirmConnectAction({ connectorId, query }));
      if (!finished.ok) setProblem(finished.code);
    });
  return (
    <div className="mt-6 space-y-4">
      {problem && (
        <Callout tone="danger" role="alert">
          {problemText(problem)}
        </Callout>
      )}
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" pending={pending} onClick={confirm}>
          {t("continue")}
        </Button>
        <Link href={CONNECTORS_PAGE} className={buttonClass()}>
          {t("cancel")}
        </Link>
      </div>
    </div>
  );
}
