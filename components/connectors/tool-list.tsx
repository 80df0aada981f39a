import { useTranslations } from "next-intl";
import { VisibleText } from "#components/chat/visible-text.tsx";
import { SettingsList, SettingsRow } from "#components/settings/settings-row.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import type { ToolView } from "#lib/connections/types.ts";

/** The tools of one account, in the server's own words. */
export function ToolList({ tools }: { tools: readonly ToolView[] }) {
  const t = useTranslations("connectors.tools");
  return (
    <SettingsList label={t("title")}>
      {tools.map((tool) => (
        <SettingsRow
          key={tool.name}
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
        />
      ))}
    </SettingsList>
  );
}

/** What the server claims that a tool does: a hint, never authority. Without a claim it counts as able to change things. */
export function ToolKind({ annotations }: { annotations: ToolView["annotations"] }) {
  const t = useTranslations("connectors.tools");
  if (annotations.readOnlyHint === true) return <Badge tone="info">{t("readOnly")}</Badge>;
  if (annotations.destructiveHint === true) return <Badge tone="danger">{t("destructive")}</Badge>;
  return <Badge tone="warning">{t("writes")}</Badge>;
}
