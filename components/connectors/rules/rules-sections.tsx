import { getTranslations } from "next-intl/server";
import { SettingsSection } from "#components/settings/settings-section.tsx";
import { Callout } from "#components/ui/callout.tsx";
import type { ConnectorRules as Rules } from "#lib/connectors/types.ts";
import { ConnectorRules } from "./connector-rules.tsx";
import { ToolRulesList } from "./tool-rules-list.tsx";
import { TrustSwitch } from "./trust-switch.tsx";

type RulesSectionsProps = { connector: { id: string; name: string }; rules: Rules; canManage: boolean };

/** What holds for a connector's tools, and whether its owners vouch for what comes from it. */
export async function RulesSections({ connector, rules, canManage }: RulesSectionsProps) {
  const t = await getTranslations("connectors.admin");
  const security = await getTranslations("security.trust");
  return (
    <>
      <SettingsSection title={t("permissions")} description={t("permissionsDescription")}>
        <ConnectorRules connectorId={connector.id} rules={rules} canManage={canManage} />
        {rules.tools.length > 0 ? (
          <ToolRulesList connectorId={connector.id} rules={rules} canManage={canManage} />
        ) : (
          <Callout>{t("connectToSee")}</Callout>
        )}
      </SettingsSection>
      <SettingsSection title={security("title")} description={security("description")}>
        <TrustSwitch
          connectorId={connector.id}
          name={connector.name}
          isTrusted={rules.isTrusted}
          canManage={canManage}
        />
      </SettingsSection>
    </>
  );
}
