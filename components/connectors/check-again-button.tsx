"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { orOffline } from "#components/auth/or-offline.ts";
import { Button } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toast.tsx";
import { recheckConnectorAction } from "#lib/connectors/actions.ts";
import { useConnectorProblem } from "./use-connector-problem.ts";

/** "Check again": looks at the server anew, for owners. */
export function CheckAgainButton({ connectorId }: { connectorId: string }) {
  const t = useTranslations("connectors.found");
  const problemText = useConnectorProblem();
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const check = () =>
    startTransition(async () => {
      const checked = await orOffline(recheckConnectorAction({ connectorId }));
      if (!checked.ok) return toast.error(problemText(checked.code));
      toast.success(t("checked"));
      router.refresh();
    });
  return (
    <Button size="sm" pending={pending} onClick={check}>
      {t("checkAgain")}
    </Button>
  );
}
