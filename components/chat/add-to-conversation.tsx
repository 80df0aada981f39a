"use client";

import { Blocks, FileInput, Plus } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { ConnectorIcon } from "#components/connectors/connector-icon.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Popover, PopoverAnchor, PopoverContent } from "#components/ui/popover.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { SaveAsDefault } from "./save-as-default.tsx";
import type { ConversationTools } from "./use-connectors.ts";

type AddToConversationProps = {
  tools: ConversationTools;
  /** Asks for a prompt or a resource of a connector's. */
  onFromConnector: () => void;
};

/**
 * The "+" at the lower left: a menu whose "Connectors" opens a panel with one switch per connector, and which leads to
 * what connectors offer besides tools.
 */
export function AddToConversation({ tools, onFromConnector }: AddToConversationProps) {
  const t = useTranslations("chat.add");
  const { connectors } = tools;
  const words = useTranslations("content");
  const [panelOpen, setPanelOpen] = useState(false);
  const opensPanel = useRef(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <Popover open={panelOpen} onOpenChange={setPanelOpen}>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <IconButton ref={button} label={t("label")}>
            <Plus aria-hidden />
          </IconButton>
        </DropdownMenuTrigger>
        <DropdownMenuContent
          align="start"
          side="top"
          onCloseAutoFocus={(event) => {
            if (!opensPanel.current) return;
            // The panel takes the focus instead of the button.
            event.preventDefault();
            opensPanel.current = false;
            setPanelOpen(true);
          }}
        >
          <DropdownMenuItem
            onSelect={() => {
              opensPanel.current = true;
            }}
          >
            <Blocks aria-hidden />
            {t("connectors")}
          </DropdownMenuItem>
          <DropdownMenuItem onSelect={onFromConnector}>
            <FileInput aria-hidden />
            {words("menu")}
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <PopoverAnchor at={button} />
      <PopoverContent
        side="top"
        aria-label={t("connectors")}
        className="p-1.5"
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          button.current?.focus();
        }}
      >
        {connectors.length === 0 && <p className="px-2 py-1.5 text-muted">{t("none")}</p>}
        <ul className="relative max-h-[min(24rem,50dvh)] overflow-y-auto">
          {connectors.map((connector) => (
            <li key={connector.connectorId} className="flex items-center gap-3 rounded-md px-2 py-1.5 hover:bg-hover">
              <ConnectorIcon name={connector.name} iconUrl={connector.iconUrl} />
              <span className="min-w-0 flex-1">
                <span className="block truncate">{connector.name}</span>
                <span className="block text-muted text-xs">
                  {connector.connection ? t("toolCount", { count: connector.effectiveToolCount }) : t("notConnected")}
                </span>
              </span>
              <Switch
                aria-label={connector.name}
                disabled={!connector.connection}
                checked={connector.enabled && connector.connection !== null}
                onCheckedChange={(enabled) => void tools.toggle([{ connectorId: connector.connectorId, enabled }])}
              />
            </li>
          ))}
        </ul>
        <div className="mt-1 flex flex-wrap items-center justify-between gap-x-3 border-line border-t px-1 pt-1.5">
          <Link href="/settings/connectors" className="rounded-md px-1 py-0.5 text-muted text-sm hover:text-text">
            {t("manage")}
          </Link>
          {connectors.some(({ connection }) => connection) && <SaveAsDefault onSave={tools.saveAsDefault} />}
        </div>
      </PopoverContent>
    </Popover>
  );
}
