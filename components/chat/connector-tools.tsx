"use client";

import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, memo, useId, useState } from "react";
import { ConnectButton } from "#components/connectors/connect-button.tsx";
import { Suspicious } from "#components/inspection/suspicious.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Select } from "#components/ui/select.tsx";
import { Switch } from "#components/ui/switch.tsx";
import type { ChosenAccount, ConversationConnector, ConversationTool, Toggle } from "#lib/chat/types.ts";
import { cn } from "#lib/platform/cn.ts";
import { MENU_ROW, ROWS_AT_ONCE } from "./tool-menu-rows.ts";
import { VisibleText } from "./visible-text.tsx";

type ConnectorToolsProps = {
  connector: ConversationConnector;
  /** Those to be shown. */
  tools: ConversationTool[];
  /** They are what a search found: they stand open, and speak of no others. */
  isSearched: boolean;
  startsOpen: boolean;
  onToggle: (changes: Toggle[]) => void;
  /** null: which account is used is not asked here. */
  onChooseAccount: ((account: ChosenAccount) => void) | null;
  canManage: boolean;
};

/** A connector in the menu: how many of its tools are on, and on request each of them. */
export function ConnectorTools(props: ConnectorToolsProps) {
  const { connector, tools, isSearched, startsOpen, onToggle, onChooseAccount, canManage } = props;
  const t = useTranslations("chat.tools");
  const words = useTranslations("toolAccess.menu");
  const id = useId();
  const [isOpen, setOpen] = useState(startsOpen);
  const [room, setRoom] = useState(ROWS_AT_ONCE);
  const { connectorId, name, state, connection, accounts, enabled } = connector;
  const action = state === "not_connected" ? "connect" : state === "reconnect" ? "reconnect" : null;
  const open = isSearched || isOpen;
  const movable = connector.tools.filter((tool) => tool.policy !== "block");
  const on = movable.filter((tool) => tool.enabled).length;
  // Where its accounts are not chosen, its own switch stands beside it.
  const isOffHere = connection !== null && !enabled && onChooseAccount !== null;
  const change = isOffHere ? "switchOn" : on < movable.length ? "allOn" : "allOff";
  const all = (value: boolean) =>
    onToggle(
      movable
        .filter((tool) => tool.enabled !== value)
        .map((tool) => ({ connectorId, toolName: tool.name, enabled: value })),
    );
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowRight") setOpen(true);
    if (event.key === "ArrowLeft") setOpen(false);
  };
  return (
    <section aria-labelledby={id} className="pb-1">
      <div className="flex min-h-8 items-center gap-2 px-2">
        {connection && connector.tools.length > 0 && !isSearched ? (
          <h3 className="min-w-0 flex-1 text-sm">
            <button
              type="button"
              {...{ [MENU_ROW]: "" }}
              aria-expanded={open}
              onClick={() => setOpen(!isOpen)}
              onKeyDown={onKeyDown}
              className="flex w-full min-w-0 items-center gap-1.5 rounded-sm py-1 text-left"
            >
              <ChevronRight
                aria-hidden
                className={cn("size-3.5 shrink-0 text-muted transition-transform", open && "rotate-90")}
              />
              <span id={id} className="truncate">
                {name}
              </span>
              <span className="shrink-0 font-normal text-muted text-xs">
                {enabled ? words("onOf", { on, of: connector.tools.length }) : ""}
              </span>
            </button>
          </h3>
        ) : (
          <h3 id={id} className="min-w-0 flex-1 truncate text-muted text-sm">
            {name}
          </h3>
        )}
        {connection && !enabled && <Badge>{t("off")}</Badge>}
        {(isOffHere || (open && !isSearched && connection && movable.length > 1)) && (
          <button
            type="button"
            aria-label={words(`${change}Label`, { name })}
            onClick={() => (isOffHere ? onToggle([{ connectorId, enabled: true }]) : all(on < movable.length))}
            className="shrink-0 rounded-sm px-1 py-0.5 text-accent-text text-xs hover:underline"
          >
            {words(change)}
          </button>
        )}
        {action && (
          <ConnectButton connector={{ id: connectorId, name, canManage }} kind={action} variant="secondary" size="sm" />
        )}
      </div>
      {open && onChooseAccount && accounts.length > 1 && (
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
      {open && connection && (
        <ul>
          {tools.slice(0, isSearched ? undefined : room).map((tool) => (
            <ToolRow key={tool.name} connectorId={connectorId} tool={tool} dimmed={!enabled} onToggle={onToggle} />
          ))}
        </ul>
      )}
      {open && !isSearched && tools.length > room && (
        <button
          type="button"
          {...{ [MENU_ROW]: "" }}
          onClick={() => setRoom(room + ROWS_AT_ONCE)}
          className="w-full rounded-md px-2 py-1.5 text-left text-accent-text text-sm hover:bg-hover"
        >
          {words("more")}
        </button>
      )}
    </section>
  );
}

type ToolRowProps = {
  connectorId: string;
  tool: ConversationTool;
  dimmed: boolean;
  onToggle: (changes: Toggle[]) => void;
};

const ToolRow = memo(function ToolRow({ connectorId, tool, dimmed, onToggle }: ToolRowProps) {
  const t = useTranslations("chat.tools");
  const words = useTranslations("toolAccess.menu");
  const blocked = tool.policy === "block";
  return (
    <li className="flex items-center gap-3 rounded-md px-2 py-1.5 hover:bg-hover">
      <span className={cn("min-w-0 flex-1", dimmed && "opacity-70")}>
        <span className="flex items-center gap-1.5">
          <span className="truncate font-mono text-sm">
            <VisibleText text={tool.name} />
          </span>
          {blocked && <Badge tone="danger">{t("blocked")}</Badge>}
          <Suspicious name={tool.name} findings={tool.findings} />
          {!blocked && tool.kind === "read" && <Badge>{t("readOnly")}</Badge>}
          {!blocked && tool.policy === "allow" && <Badge tone="info">{words("runsUnasked")}</Badge>}
        </span>
        {tool.description && (
          <span className="line-clamp-2 text-muted text-xs">
            <VisibleText text={tool.description} />
          </span>
        )}
      </span>
      <Switch
        {...{ [MENU_ROW]: "" }}
        aria-label={tool.name}
        disabled={blocked}
        checked={tool.enabled && !blocked}
        onCheckedChange={(enabled) => onToggle([{ connectorId, toolName: tool.name, enabled }])}
      />
    </li>
  );
});
