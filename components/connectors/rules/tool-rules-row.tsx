"use client";

import { useTranslations } from "next-intl";
import { VisibleText } from "#components/chat/visible-text.tsx";
import { FindingList } from "#components/inspection/finding-list.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { classifyToolsAction, setPolicyAction } from "#lib/connectors/actions.ts";
import type { ConnectorRules, ToolRules } from "#lib/connectors/types.ts";
import { ACTION_KINDS } from "#lib/policy/types.ts";
import { Choice } from "./choice.tsx";
import { inheritedMode } from "./inherited-mode.ts";
import { ModeRow } from "./mode-row.tsx";
import { useDecision } from "./use-decision.ts";

type ToolRulesRowProps = { connectorId: string; rules: ConnectorRules; tool: ToolRules; canManage: boolean };

/** One tool: its server's words and claim, the owners' classification, and what holds for it. */
export function ToolRulesRow({ connectorId, rules, tool, canManage }: ToolRulesRowProps) {
  const t = useTranslations("security.rules");
  const { name, title, description, definitionHash, hintedKind } = tool;
  const inherited = inheritedMode(rules, tool);
  const comesTo = inherited.mode === null ? t("people") : t(`mode.${inherited.mode}`);
  return (
    <ModeRow
      name={name}
      title={
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <code>
            <VisibleText text={name} />
          </code>
          {title && title !== name && (
            <span className="font-normal text-muted">
              <VisibleText text={title} />
            </span>
          )}
        </span>
      }
      description={
        <>
          {description && (
            <span className="line-clamp-2">
              <VisibleText text={description} />
            </span>
          )}
          <span className="mt-1 flex flex-wrap items-center gap-1.5">
            <Badge>{hintedKind ? t("serverSays", { kind: t(`kind.${hintedKind}`) }) : t("serverSilent")}</Badge>
            {tool.formerKind && <Badge tone="warning">{t("changed", { kind: t(`kind.${tool.formerKind}`) })}</Badge>}
            {tool.findings.length > 0 && <Badge tone="warning">{t("suspicious")}</Badge>}
            {tool.isAllowOutdated && <Badge tone="warning">{t("allowOutdated")}</Badge>}
          </span>
          {tool.findings.length > 0 && (
            <Disclosure
              label={t("findings")}
              className="mt-1"
              buttonClassName="text-sm"
              panelClassName="pt-2 text-text"
            >
              <FindingList findings={tool.findings} />
            </Disclosure>
          )}
        </>
      }
      mode={tool.mode}
      undecided={t(inherited.from === "kind" ? "asKind" : "asAllTo", { mode: comesTo })}
      save={(mode) =>
        setPolicyAction({ connectorId, toolName: name, mode, ...(mode === "allow" && { definitionHash }) })
      }
      canManage={canManage}
      aside={<KindChoice connectorId={connectorId} tool={tool} canManage={canManage} />}
    />
  );
}

function KindChoice({ connectorId, tool, canManage }: Omit<ToolRulesRowProps, "rules">) {
  const t = useTranslations("security.rules");
  const { name, definitionHash } = tool;
  const { value, pending, choose } = useDecision(
    tool.kind,
    (kind) => classifyToolsAction({ connectorId, tools: [{ toolName: name, definitionHash, kind }] }),
    (kind) => t("saved", { name, mode: kind ? t(`kind.${kind}`) : t("unclassified") }),
  );
  return (
    <Choice
      label={t("kindOf", { tool: name })}
      value={value}
      options={[null, ...ACTION_KINDS].map((kind) => ({
        value: kind,
        words: kind ? t(`kind.${kind}`) : t("unclassified"),
      }))}
      onChoose={choose}
      pending={pending}
      disabled={!canManage}
      className="w-36"
    />
  );
}
