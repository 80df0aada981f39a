"use client";

import { useTranslations } from "next-intl";
import { type KeyboardEvent, useRef, useState } from "react";
import { Input } from "#components/ui/input.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { ConnectorTools } from "./connector-tools.tsx";
import { SaveAsDefault } from "./save-as-default.tsx";
import { ToolAccessChoice } from "./tool-access-choice.tsx";
import { firstRows, MENU_ROW, matching, ROWS_AT_ONCE } from "./tool-menu-rows.ts";
import type { ConversationTools } from "./use-connectors.ts";

/** Below this many a search is more to look at than the tools. */
const SEARCH_FROM = 11;
/** Up to this many tools all stand open at first. */
const OPEN_UP_TO = 40;

/** Every tool of every connector as a switch, the way to connect what is not connected, and how tools reach the model. */
export function ToolMenu({ tools, canManage }: { tools: ConversationTools; canManage: boolean }) {
  const t = useTranslations("chat.tools");
  const words = useTranslations("toolAccess.menu");
  const [filter, setFilter] = useState("");
  const [room, setRoom] = useState(ROWS_AT_ONCE);
  const panel = useRef<HTMLDivElement>(null);
  const { connectors, toolAccess, refreshing } = tools;
  const total = connectors.reduce((sum, connector) => sum + connector.tools.length, 0);
  const wanted = filter.trim().toLowerCase();
  const isSearched = wanted !== "";
  const found = matching(connectors, wanted);
  const { shown, isCut } = isSearched ? firstRows(found, room) : { shown: found, isCut: false };

  const move = (event: KeyboardEvent<HTMLElement>) => {
    const rows = [...(panel.current?.querySelectorAll<HTMLElement>(`[${MENU_ROW}]`) ?? [])];
    const at = rows.indexOf(event.target as HTMLElement);
    const isInFilter = event.target instanceof HTMLInputElement && event.target.type === "search";
    if (at < 0 && !isInFilter) return;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, ...(at >= 0 && { Home: 0, End: rows.length - 1 }) }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = to < 0 ? panel.current?.querySelector<HTMLElement>("input[type=search]") : rows[to];
    next?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the switches and buttons inside
    <div ref={panel} onKeyDown={move} className="flex min-h-0 flex-1 flex-col">
      {total >= SEARCH_FROM && (
        <div className="border-line border-b p-2">
          <Input
            type="search"
            aria-label={t("filter")}
            placeholder={t("filter")}
            value={filter}
            onChange={(event) => {
              setFilter(event.target.value);
              setRoom(ROWS_AT_ONCE);
            }}
          />
        </div>
      )}
      <div className="relative min-h-0 flex-1 overflow-y-auto p-1.5">
        {refreshing && (
          <p role="status" className="flex items-center gap-2 px-2 py-1 text-muted text-xs">
            <Spinner className="size-3" />
            {words("refreshing")}
          </p>
        )}
        {shown.length === 0 && (
          <p role="status" className="px-2 py-1.5 text-muted">
            {t(connectors.length === 0 ? "none" : "noneFound")}
          </p>
        )}
        {shown.map((found) => (
          <ConnectorTools
            key={found.connector.connectorId}
            connector={found.connector}
            tools={found.tools}
            isSearched={isSearched}
            startsOpen={total <= OPEN_UP_TO}
            onToggle={(changes) => void tools.toggle(changes)}
            onChooseAccount={(account) => void tools.chooseAccount(account)}
            canManage={canManage}
          />
        ))}
        {isCut && (
          <button
            type="button"
            {...{ [MENU_ROW]: "" }}
            onClick={() => setRoom(room + ROWS_AT_ONCE)}
            className="w-full rounded-md px-2 py-1.5 text-left text-accent-text text-sm hover:bg-hover"
          >
            {words("more")}
          </button>
        )}
      </div>
      <div className="space-y-1 border-line border-t p-2">
        <ToolAccessChoice value={toolAccess} onChoose={(next) => void tools.chooseAccess(next)} />
        <SaveAsDefault onSave={tools.saveAsDefault} />
      </div>
    </div>
  );
}
