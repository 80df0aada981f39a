"use client";

import { useTranslations } from "next-intl";
import { SettingsList, SettingsRow } from "#components/settings/settings-row.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { setTrustAction } from "#lib/connectors/actions.ts";
import { useDecision } from "./use-decision.ts";

type TrustSwitchProps = { connectorId: string; name: string; isTrusted: boolean; canManage: boolean };

/** Whether owners vouch for what comes from a connector. */
export function TrustSwitch({ connectorId, name, isTrusted, canManage }: TrustSwitchProps) {
  const t = useTranslations("security.trust");
  const { value, choose } = useDecision(
    isTrusted,
    (next) => setTrustAction({ connectorId, isTrusted: next }),
    (next) => t(next ? "savedOn" : "savedOff", { name }),
  );
  return (
    <SettingsList label={t("title")}>
      <SettingsRow
        name={t("label")}
        title={t("label")}
        description={t("text")}
        action={<Switch aria-label={t("label")} checked={value} disabled={!canManage} onCheckedChange={choose} />}
      />
    </SettingsList>
  );
}
