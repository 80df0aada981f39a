"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useState, useTransition } from "react";
import { SettingsList, SettingsRow } from "#components/settings/settings-row.tsx";
import { Select } from "#components/ui/select.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { ToolView } from "#lib/connections/types.ts";
import { setPolicyAction } from "#lib/connectors/actions.ts";
import { POLICY_MODES } from "#lib/connectors/constants.ts";
import type { ConnectorPolicies, PolicyMode } from "#lib/connectors/types.ts";
import { ToolKind } from "./tool-list.tsx";
import { useConnectorProblem } from "./use-connector-problem.ts";

type PolicyListProps = {
  connectorId: string;
  policies: ConnectorPolicies;
  tools: readonly Pick<ToolView, "name" | "title" | "description" | "annotations">[];
  canManage: boolean;
};

/** What holds for each tool in the workspace, and for those that nobody decided about. */
export function PolicyList({ connectorId, policies, tools, canManage }: PolicyListProps) {
  const t = useTranslations("connectors.admin");
  const unseen = Object.keys(policies).filter((name) => name !== "" && !tools.some((tool) => tool.name === name));
  const all = policies[""] ?? "ask";
  return (
    <SettingsList label={t("permissions")}>
      <PolicyRow connectorId={connectorId} toolName="" mode={all} canManage={canManage} />
      {tools.map(({ name, title, description, annotations }) => (
        <PolicyRow
          key={name}
          connectorId={connectorId}
          toolName={name}
          mode={policies[name] ?? all}
          canManage={canManage}
          aside={<ToolKind annotations={annotations} />}
          description={title && title !== name ? title : description.slice(0, 200)}
        />
      ))}
      {unseen.map((name) => (
        <PolicyRow
          key={name}
          connectorId={connectorId}
          toolName={name}
          mode={policies[name] ?? all}
          canManage={canManage}
        />
      ))}
    </SettingsList>
  );
}

type PolicyRowProps = {
  connectorId: string;
  /** "" is the connector as a whole. */
  toolName: string;
  mode: PolicyMode;
  canManage: boolean;
  aside?: ReactNode;
  description?: string;
};

function PolicyRow({ connectorId, toolName, mode, canManage, aside, description }: PolicyRowProps) {
  const t = useTranslations("connectors.admin");
  const problemText = useConnectorProblem();
  const [chosen, setChosen] = useState<PolicyMode | null>(null);
  const [pending, startTransition] = useTransition();
  const name = toolName || t("allTools");
  const choose = (next: PolicyMode) => {
    setChosen(next);
    startTransition(async () => {
      const set = await setPolicyAction({ connectorId, toolName, mode: next });
      setChosen(null);
      if (!set.ok) return toast.error(problemText(set.code));
      const words = t(`mode.${next}`);
      toast.success(toolName ? t("saved", { tool: toolName, mode: words }) : t("savedAll", { mode: words }));
    });
  };
  return (
    <SettingsRow
      name={name}
      title={
        <span className="flex flex-wrap items-center gap-2">
          {toolName ? <code>{toolName}</code> : name}
          {aside}
        </span>
      }
      description={description}
      action={
        <Select
          aria-label={t("permissionFor", { tool: name })}
          className="w-44"
          value={chosen ?? mode}
          disabled={!canManage}
          aria-busy={pending || undefined}
          onChange={(event) => choose(event.target.value as PolicyMode)}
        >
          {POLICY_MODES.map((each) => (
            <option key={each} value={each}>
              {t(`mode.${each}`)}
            </option>
          ))}
        </Select>
      }
    />
  );
}
