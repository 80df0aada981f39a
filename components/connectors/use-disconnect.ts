"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { orOffline } from "#components/auth/or-offline.ts";
import { toast } from "#components/ui/toast.tsx";
import { disconnectAction } from "#lib/connections/actions.ts";
import { useConnectProblem } from "./use-problem-text.ts";

/** Ends the person's own connection, or one account of several, and says so. */
export function useDisconnect(
  connector: { id: string; name: string; canManage: boolean },
  connectionId?: string,
): () => Promise<void> {
  const t = useTranslations("connections");
  const problemText = useConnectProblem(connector.canManage);
  const router = useRouter();
  return async () => {
    const ended = await orOffline(
      disconnectAction({ connectorId: connector.id, ...(connectionId && { connectionId }) }),
    );
    if (ended.ok) toast.success(t("disconnected", { name: connector.name }));
    else toast.error(problemText(ended.code));
    // A page that cannot be read anew would be left for an error of the browser's.
    if (ended.ok || ended.code !== "offline") router.refresh();
  };
}
