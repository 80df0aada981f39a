import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import type { Plan, PlanTool } from "#lib/research/types.ts";
import { VisibleText } from "../visible-text.tsx";

/** A plan to read: its questions, its tools by account, what it may take. */
export function PlanSummary({ plan }: { plan: Plan }) {
  const t = useTranslations("research.plan");
  return (
    <div className="space-y-4 text-sm">
      <section className="space-y-1.5">
        <h3 className="font-medium">{t("questions")}</h3>
        <ol className="list-decimal space-y-1 pl-5">
          {plan.questions.map(({ id, text }) => (
            <li key={id} className="wrap-anywhere">
              <VisibleText text={text} />
            </li>
          ))}
        </ol>
      </section>
      <section className="space-y-1.5">
        <h3 className="flex flex-wrap items-center gap-2 font-medium">
          {t("tools")}
          <Badge tone="success">{t("readOnly")}</Badge>
        </h3>
        <ul className="space-y-1.5">
          {byAccount(plan.tools).map(({ connectionId, connectorName, accountName, tools }) => (
            <li key={connectionId} className="wrap-anywhere">
              <VisibleText text={connectorName} />
              <span className="text-muted">
                {" · "}
                {accountName === null ? t("yourAccount") : <VisibleText text={accountName} />}
              </span>
              <ul className="mt-0.5 flex flex-wrap gap-x-3 gap-y-0.5 text-muted">
                {tools.map((tool) => (
                  <li key={tool.toolName} className="font-mono text-xs leading-5" title={tool.title}>
                    <VisibleText text={tool.toolName} />
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      </section>
      <p>
        <span className="text-muted">{t("caps")}: </span>
        {t("capsLine", plan.caps)}
      </p>
    </div>
  );
}

type AccountTools = Pick<PlanTool, "connectionId" | "connectorName" | "accountName"> & { tools: PlanTool[] };

/** The tools of a plan under the account each is called by, in the plan's order. */
export function byAccount(tools: readonly PlanTool[]): AccountTools[] {
  return [...Map.groupBy(tools, ({ connectionId }) => connectionId).values()].flatMap((own) => {
    const [first] = own;
    if (!first) return [];
    const { connectionId, connectorName, accountName } = first;
    return [{ connectionId, connectorName, accountName, tools: own }];
  });
}
