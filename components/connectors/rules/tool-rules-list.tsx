"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { SettingsList } from "#components/settings/settings-row.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Input } from "#components/ui/input.tsx";
import type { ConnectorRules } from "#lib/connectors/types.ts";
import { BulkClassify } from "./bulk-classify.tsx";
import { Choice } from "./choice.tsx";
import { filterTools, TOOL_FILTERS, type ToolFilter } from "./tool-filter.ts";
import { ToolRulesRow } from "./tool-rules-row.tsx";

/** Rows shown at once: a server may have hundreds of tools. */
const PORTION = 25;
/** From so many tools on there is something to search. */
const LONG_LIST = 8;

type ToolRulesListProps = { connectorId: string; rules: ConnectorRules; canManage: boolean };

/** Every tool with what it does by owners' word, what its server claims, and what holds for it. */
export function ToolRulesList({ connectorId, rules, canManage }: ToolRulesListProps) {
  const t = useTranslations("security.rules");
  const [words, setWords] = useState("");
  const [filter, setFilter] = useState<ToolFilter>("all");
  const [shown, setShown] = useState(PORTION);
  const found = filterTools(rules.tools, filter, words);
  return (
    <div className="space-y-3">
      {rules.tools.length >= LONG_LIST && (
        <div className="flex flex-wrap gap-2">
          <Input
            type="search"
            aria-label={t("search")}
            placeholder={t("search")}
            className="min-w-40 flex-1"
            value={words}
            onChange={({ target }) => setWords(target.value)}
          />
          <Choice
            label={t("filter.label")}
            value={filter}
            options={TOOL_FILTERS.map((each) => ({ value: each, words: t(`filter.${each}`) }))}
            onChoose={(next) => setFilter(next ?? "all")}
            className="w-52"
          />
        </div>
      )}
      {canManage && <BulkClassify connectorId={connectorId} tools={rules.tools} found={found} />}
      {found.length === 0 ? (
        <EmptyState title={t("noneFound")} />
      ) : (
        <SettingsList label={t("tools")}>
          {found.slice(0, shown).map((tool) => (
            <ToolRulesRow key={tool.name} connectorId={connectorId} rules={rules} tool={tool} canManage={canManage} />
          ))}
        </SettingsList>
      )}
      <p role="status" className="text-muted text-sm">
        {t("shown", { shown: Math.min(shown, found.length), count: found.length })}
      </p>
      {found.length > shown && <Button onClick={() => setShown(shown + PORTION)}>{t("more")}</Button>}
    </div>
  );
}
