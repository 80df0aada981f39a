"use client";

import { useTranslations } from "next-intl";
import { SettingsList } from "#components/settings/settings-row.tsx";
import { setKindPolicyAction, setPolicyAction } from "#lib/connectors/actions.ts";
import type { ConnectorRules as Rules } from "#lib/connectors/types.ts";
import { ACTION_KINDS } from "#lib/policy/types.ts";
import { ModeRow } from "./mode-row.tsx";

type ConnectorRulesProps = { connectorId: string; rules: Rules; canManage: boolean };

/** What holds for all tools of a connector, and for those of each kind. */
export function ConnectorRules({ connectorId, rules, canManage }: ConnectorRulesProps) {
  const t = useTranslations("security.rules");
  return (
    <SettingsList label={t("general")}>
      <ModeRow
        name={t("allTools")}
        description={t("allToolsText")}
        mode={rules.mode}
        undecided={t("people")}
        save={(mode) => setPolicyAction({ connectorId, toolName: "", mode })}
        canManage={canManage}
      />
      {ACTION_KINDS.map((kind) => (
        <ModeRow
          key={kind}
          name={t(`kindTools.${kind}`)}
          description={t(`kindText.${kind}`, { count: rules.tools.filter((tool) => tool.kind === kind).length })}
          mode={rules.kinds[kind] ?? null}
          undecided={t("asAll")}
          save={(mode) => setKindPolicyAction({ connectorId, kind, mode })}
          canManage={canManage}
        />
      ))}
    </SettingsList>
  );
}
