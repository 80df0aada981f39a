"use client";

import { SlidersHorizontal } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { ConnectButton } from "#components/connectors/connect-button.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Input } from "#components/ui/input.tsx";
import { Popover, PopoverContent, PopoverTrigger } from "#components/ui/popover.tsx";
import { Select } from "#components/ui/select.tsx";
import { Switch } from "#components/ui/switch.tsx";
import type { ChosenAccount, ConversationConnector, ConversationTool, Toggle } from "#lib/chat/types.ts";
import { VisibleText } from "./visible-text.tsx";

type SearchAndToolsProps = {
  connectors: ConversationConnector[];
  onToggle: (toggle: Toggle) => void;
  onChooseAccount: (account: ChosenAccount) => void;
  /** Whether the person may change connectors. */
  canManage: boolean;
};

/** Every tool of every connector as a switch for this conversation, and the way to connect what is not connected. */
export function SearchAndTools({ connectors, onToggle, onChooseAccount, canManage }: SearchAndToolsProps) {
  const t = useTranslations("chat.tools");
  const [filter, setFilter] = useState("");
  const wanted = filter.trim().toLowerCase();
  const matches = (tool: ConversationTool, connector: ConversationConnector) =>
    [tool.name, tool.title, tool.description, connector.name].some((text) => text.toLowerCase().includes(wanted));
  const shown = connectors
    .map((connector) => ({ connector, tools: connector.tools.filter((tool) => matches(tool, connector)) }))
    .filter(({ connector, tools }) => tools.length > 0 || connector.name.toLowerCase().includes(wanted));
  return (
    <Popover>
      <PopoverTrigger asChild>
        <Button variant="ghost" className="text-muted" aria-label={t("label")}>
          <SlidersHorizontal aria-hidden />
          <span className="max-sm:hidden">{t("label")}</span>
        </Button>
      </PopoverTrigger>
      <PopoverContent
        side="top"
        aria-label={t("label")}
        className="flex max-h-[min(28rem,var(--radix-popper-available-height))] w-96 flex-col overflow-hidden"
      >
        <div className="border-line border-b p-2">
          <Input
            type="search"
            aria-label={t("filter")}
            placeholder={t("filter")}
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
          />
        </div>
        <div className="min-h-0 flex-1 overflow-y-auto p-1.5">
          {shown.length === 0 && (
            <p role="status" className="px-2 py-1.5 text-muted">
              {t(connectors.length === 0 ? "none" : "noneFound")}
            </p>
          )}
          {shown.map(({ connector, tools }) => (
            <ConnectorTools
              key={connector.connectorId}
              connector={connector}
              tools={tools}
              onToggle={onToggle}
              onChooseAccount={onChooseAccount}
              canManage={canManage}
            />
          ))}
        </div>
      </PopoverContent>
    </Popover>
  );
}

type ConnectorToolsProps = {
  connector: ConversationConnector;
  tools: ConversationTool[];
  onToggle: (toggle: Toggle) => void;
  onChooseAccount: (account: ChosenAccount) => void;
  canManage: boolean;
};

function ConnectorTools({ connector, tools, onToggle, onChooseAccount, canManage }: ConnectorToolsProps) {
  const t = useTranslations("chat.tools");
  const id = useId();
  const { connectorId, name, state, connection, accounts, enabled } = connector;
  const action = state === "not_connected" ? "connect" : state === "reconnect" ? "reconnect" : null;
  return (
    <section aria-labelledby={id} className="pb-2">
      <div className="flex min-h-8 items-center gap-2 px-2">
        <h3 id={id} className="min-w-0 truncate text-muted text-sm">
          {name}
        </h3>
        {connection && !enabled && <Badge>{t("off")}</Badge>}
        <span className="flex-1" />
        {action && (
          <ConnectButton connector={{ id: connectorId, name, canManage }} kind={action} variant="secondary" size="sm" />
        )}
      </div>
      {accounts.length > 1 && (
        <Select
          aria-label={t("account", { name })}
          className="mx-2 mb-1"
          value={connection?.id}
          onChange={(event) => onChooseAccount({ connectorId, connectionId: event.target.value })}
        >
          {accounts.map((account) => (
            <option key={account.id} value={account.id}>
              {account.accountName ?? t("firstAccount")}
            </option>
          ))}
        </Select>
      )}
      {connection && (
        <ul>
          {tools.map((tool) => (
            <ToolRow
              key={tool.name}
              tool={tool}
              dimmed={!enabled}
              onToggle={(on) => onToggle({ connectorId, toolName: tool.name, enabled: on })}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

type ToolRowProps = { tool: ConversationTool; dimmed: boolean; onToggle: (enabled: boolean) => void };

function ToolRow({ tool, dimmed, onToggle }: ToolRowProps) {
  const t = useTranslations("chat.tools");
  const blocked = tool.policy === "block";
  return (
    <li className="flex items-center gap-3 rounded-md px-2 py-1.5 hover:bg-hover">
      <span className={dimmed ? "min-w-0 flex-1 opacity-70" : "min-w-0 flex-1"}>
        <span className="flex items-center gap-1.5">
          <span className="truncate font-mono text-sm">
            <VisibleText text={tool.name} />
          </span>
          {blocked ? <Badge tone="danger">{t("blocked")}</Badge> : tool.readOnly && <Badge>{t("readOnly")}</Badge>}
        </span>
        {tool.description && (
          <span className="line-clamp-2 text-muted text-xs">
            <VisibleText text={tool.description.slice(0, 300)} />
          </span>
        )}
      </span>
      <Switch aria-label={tool.name} disabled={blocked} checked={tool.enabled && !blocked} onCheckedChange={onToggle} />
    </li>
  );
}
