"use client";

import { RefreshCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { orOffline } from "#components/auth/or-offline.ts";
import { Button } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toast.tsx";
import { refreshToolsAction } from "#lib/connections/actions.ts";
import { useConnectProblem } from "./use-problem-text.ts";

/** "Refresh tools": asks the server what it offers to this account now. */
export function RefreshToolsButton({ connector }: { connector: { id: string; canManage: boolean } }) {
  const t = useTranslations("connectors.tools");
  const problemText = useConnectProblem(connector.canManage);
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const refresh = () =>
    startTransition(async () => {
      const refreshed = await orOffline(refreshToolsAction({ connectorId: connector.id }));
      if (refreshed.ok) toast.success(t("refreshed", { count: refreshed.value.toolCount }));
      else toast.error(problemText(refreshed.code));
      // A page that cannot be read anew would be left for an error of the browser's.
      if (refreshed.ok || refreshed.code !== "offline") router.refresh();
    });
  return (
    <Button pending={pending} onClick={refresh}>
      <RefreshCw aria-hidden />
      {t("refresh")}
    </Button>
  );
}
