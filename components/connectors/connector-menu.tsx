"use client";

import { Ellipsis, Flag, Pencil, Trash2, Unplug, Wrench } from "lucide-react";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { useFocusHandover } from "#components/ui/use-focus-handover.ts";
import type { ConnectorView } from "#lib/connectors/types.ts";
import { RemoveConnectorDialog } from "./remove-connector-dialog.tsx";
import { ReportDialog } from "./report-dialog.tsx";
import { useDisconnect } from "./use-disconnect.ts";

const EditConnectorDialog = dynamic(async () => (await import("./edit-connector-dialog.tsx")).EditConnectorDialog);

type ConnectorMenuProps = {
  connector: ConnectorView;
  isConnected: boolean;
  connectedPeople: number;
  isPersonal: boolean;
  reportUrl: string | null;
  /** Where "View tools" leads; left out on that page itself. */
  toolsHref?: string;
  /** Where to go when the connector was removed from its own page. */
  listHref?: string;
};

/** "More options for {name}". */
export function ConnectorMenu(props: ConnectorMenuProps) {
  const { connector, isConnected, connectedPeople, isPersonal, reportUrl, toolsHref, listHref } = props;
  const t = useTranslations("connectors");
  const router = useRouter();
  const [dialog, setDialog] = useState<"edit" | "report" | "remove" | null>(null);
  const disconnect = useDisconnect(connector);
  const [, startTransition] = useTransition();
  const button = useFocusHandover<HTMLButtonElement>();
  const close = () => setDialog(null);
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <IconButton ref={button} label={t("more", { name: connector.name })}>
            <Ellipsis aria-hidden />
          </IconButton>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          {connector.canManage && (
            <DropdownMenuItem onSelect={() => setDialog("edit")}>
              <Pencil aria-hidden />
              {t("edit")}
            </DropdownMenuItem>
          )}
          {toolsHref && (
            <DropdownMenuItem onSelect={() => router.push(toolsHref)}>
              <Wrench aria-hidden />
              {t("viewTools")}
            </DropdownMenuItem>
          )}
          {isConnected && (
            <DropdownMenuItem onSelect={() => startTransition(disconnect)}>
              <Unplug aria-hidden />
              {t("disconnect")}
            </DropdownMenuItem>
          )}
          <DropdownMenuItem onSelect={() => setDialog("report")}>
            <Flag aria-hidden />
            {t("report")}
          </DropdownMenuItem>
          {connector.canManage && (
            <>
              <DropdownMenuSeparator />
              <DropdownMenuItem danger onSelect={() => setDialog("remove")}>
                <Trash2 aria-hidden />
                {t("remove")}
              </DropdownMenuItem>
            </>
          )}
        </DropdownMenuContent>
      </DropdownMenu>
      {dialog === "edit" && <EditConnectorDialog connector={connector} onClose={close} />}
      {dialog === "report" && <ReportDialog connector={connector} reportUrl={reportUrl} onClose={close} />}
      {dialog === "remove" && (
        <RemoveConnectorDialog
          connector={connector}
          connectedPeople={connectedPeople}
          isPersonal={isPersonal}
          leadTo={listHref}
          onClose={close}
        />
      )}
    </>
  );
}
