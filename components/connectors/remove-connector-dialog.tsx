"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { orOffline } from "#components/auth/or-offline.ts";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { toast } from "#components/ui/toast.tsx";
import { removeConnectorAction } from "#lib/connectors/actions.ts";
import { useConnectorProblem } from "./use-connector-problem.ts";

type RemoveConnectorDialogProps = {
  connector: { id: string; name: string };
  connectedPeople: number;
  isPersonal: boolean;
  /** The list, when the connector's own page goes with it. */
  leadTo?: string;
  onClose: () => void;
};

/** Asks before a connector goes for everybody, and says who loses what. */
export function RemoveConnectorDialog(props: RemoveConnectorDialogProps) {
  const { connector, connectedPeople, isPersonal, leadTo, onClose } = props;
  const t = useTranslations("connectors.removeDialog");
  const common = useTranslations("connectors");
  const problemText = useConnectorProblem();
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const remove = () =>
    startTransition(async () => {
      const removed = await orOffline(removeConnectorAction({ connectorId: connector.id }));
      if (removed.ok) toast.success(t("removed", { name: connector.name }));
      else toast.error(problemText(removed.code));
      if (!removed.ok && removed.code === "offline") return;
      onClose();
      if (leadTo && removed.ok) router.push(leadTo);
      else router.refresh();
    });
  return (
    <AlertDialog
      open
      onOpenChange={onClose}
      title={t("title", { name: connector.name })}
      description={
        <>
          <p>{t(isPersonal ? "personal" : "everyone")}</p>
          <p>{t("people", { count: connectedPeople })}</p>
          <p>{t("calls")}</p>
        </>
      }
      cancelLabel={common("cancel")}
      confirmLabel={t("confirm")}
      pending={pending}
      onConfirm={remove}
    />
  );
}
