import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { VisibleText } from "#components/chat/visible-text.tsx";
import { Suspicious } from "#components/inspection/suspicious.tsx";
import { LongList } from "#components/settings/long-list.tsx";
import { SettingsList, SettingsRow } from "#components/settings/settings-row.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import type { InspectedTool, ToolView } from "#lib/connections/types.ts";
import type { PersonRules } from "#lib/connectors/types.ts";
import { OwnLimit } from "./own/own-limit.tsx";

type ToolListProps = { connectorId: string; tools: readonly InspectedTool[]; rules: PersonRules; canAct: boolean };

/** The tools of one account, in the server's own words, and what the person wants stricter for themselves. */
export function ToolList({ connectorId, tools, rules, canAct }: ToolListProps) {
  const t = useTranslations("connectors.tools");
  const own = useTranslations("permissions.own");
  const limitOf = (toolName: string, name = toolName) =>
    canAct && (
      <OwnLimit
        connectorId={connectorId}
        toolName={toolName}
        name={name}
        limit={rules.own[toolName] ?? null}
        organization={rules.organization[toolName] ?? null}
      />
    );
  return (
    <div className="space-y-3">
      {canAct && (
        <SettingsList label={own("title")}>
          <SettingsRow
            name={own("allTools")}
            title={own("allTools")}
            description={own("allToolsText")}
            action={limitOf("", own("allTools"))}
          />
        </SettingsList>
      )}
      <LongList
        label={t("title")}
        search={own("search")}
        items={tools.map((tool) => ({
          key: tool.name,
          words: [tool.name, tool.title, tool.description].join(" "),
          row: <ToolRow tool={tool} action={limitOf(tool.name)} />,
        }))}
      />
    </div>
  );
}

function ToolRow({ tool, action }: { tool: InspectedTool; action: ReactNode }) {
  const t = useTranslations("connectors.tools");
  return (
    <SettingsRow
      name={tool.name}
      title={
        <span className="flex flex-wrap items-center gap-2">
          <code>
            <VisibleText text={tool.name} />
          </code>
          {tool.title && tool.title !== tool.name && (
            <span className="text-muted">
              <VisibleText text={tool.title} />
            </span>
          )}
          <ToolKind annotations={tool.annotations} />
          <Suspicious name={tool.name} findings={tool.findings} />
        </span>
      }
      description={
        <>
          {tool.description && (
            <p className="whitespace-pre-line">
              <VisibleText text={tool.description} />
            </p>
          )}
          <Disclosure label={t("input")} className="mt-1" buttonClassName="text-sm">
            <pre className="max-h-72 overflow-auto rounded-md bg-sunken p-3 text-xs">
              <VisibleText text={JSON.stringify(tool.inputSchema, null, 2)} />
            </pre>
          </Disclosure>
        </>
      }
      action={action}
    />
  );
}

/** What the server claims that a tool does: a hint, never authority. Without a claim it counts as able to change things. */
function ToolKind({ annotations }: { annotations: ToolView["annotations"] }) {
  const t = useTranslations("connectors.tools");
  if (annotations.readOnlyHint === true) return <Badge tone="info">{t("readOnly")}</Badge>;
  if (annotations.destructiveHint === true) return <Badge tone="danger">{t("destructive")}</Badge>;
  return <Badge tone="warning">{t("writes")}</Badge>;
}
