"use client";

import { ShieldQuestion } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toast.tsx";
import { useFocusHandover } from "#components/ui/use-focus-handover.ts";
import type { ToolAnnotations } from "#lib/mcp/types.ts";
import type { ToolCallView } from "#lib/tool-calls/types.ts";
import { Arguments } from "./arguments.tsx";
import { decide } from "./requests.ts";
import { useErrorText } from "./use-error-text.ts";
import { VisibleText } from "./visible-text.tsx";

/** The buttons take no click for this long after they appear: one meant for what stood there before must not count. */
const INERT_MS = 500;

type Choice = "allow_once" | "allow_always" | "deny";
type ApprovalProps = { call: ToolCallView; approval: NonNullable<ToolCallView["approval"]> };

/** Asks whether a call may go ahead, showing all one needs to judge it. */
export function Approval({ call, approval }: ApprovalProps) {
  const t = useTranslations("chat.approval");
  const policy = useTranslations("policy");
  const errorText = useErrorText();
  const group = useFocusHandover<HTMLDivElement>();
  const [inert, setInert] = useState(true);
  const [chosen, setChosen] = useState<Choice>();
  useEffect(() => {
    const timer = setTimeout(() => setInert(false), INERT_MS);
    return () => clearTimeout(timer);
  }, []);

  const choose = async (choice: Choice) => {
    setChosen(choice);
    const answer = await decide(call.id, choice);
    if (answer.ok) return;
    setChosen(undefined);
    toast.error(errorText(answer.code));
  };
  const button = (choice: Choice) => ({
    disabled: inert || (chosen !== undefined && chosen !== choice),
    pending: chosen === choice,
    onClick: () => void choose(choice),
  });
  const account = call.account?.name ?? t("yourAccount");
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form's controls; this is a question with its evidence
    <div
      ref={group}
      role="group"
      aria-label={t("label", { tool: call.tool.name })}
      className="space-y-3 rounded-lg border border-edge bg-raised p-4 shadow-md"
    >
      <div className="flex items-start gap-2.5">
        <ShieldQuestion aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
        <div className="min-w-0 space-y-1">
          <p className="wrap-anywhere font-medium">
            {t.rich("question", {
              connector: call.connector.name,
              account,
              tool: () => (
                <span className="font-mono">
                  <VisibleText text={call.tool.name} />
                </span>
              ),
            })}
          </p>
          {call.rule && <p className="text-muted text-sm">{policy(call.rule.code)}</p>}
        </div>
      </div>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm">
        <dt className="text-muted">{t("connector")}</dt>
        <dd className="wrap-anywhere">{call.connector.name}</dd>
        <dt className="text-muted">{t("account")}</dt>
        <dd className="wrap-anywhere">{account}</dd>
        <dt className="text-muted">{t("claims")}</dt>
        <dd>
          <Claims annotations={call.tool.annotations} />
        </dd>
      </dl>
      <div className="space-y-1">
        <p className="text-muted text-sm">{t("arguments")}</p>
        <Arguments value={call.arguments} />
      </div>
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" {...button("allow_once")}>
          {t("allowOnce")}
        </Button>
        {approval.canAllowAlways && <Button {...button("allow_always")}>{t("allowAlways")}</Button>}
        <Button {...button("deny")}>{t("deny")}</Button>
      </div>
    </div>
  );
}

/** The server's hints about its tool, in words, as its own claims. */
function Claims({ annotations }: { annotations: ToolAnnotations }) {
  const t = useTranslations("chat.approval");
  const { readOnlyHint: readOnly, destructiveHint: destructive, idempotentHint, openWorldHint } = annotations;
  const claims = [
    ...(readOnly === true ? (["readOnly"] as const) : []),
    ...(readOnly === false ? (["writes"] as const) : []),
    ...(destructive === true && readOnly !== true ? (["destructive"] as const) : []),
    ...(destructive === false && readOnly !== true ? (["additive"] as const) : []),
    ...(idempotentHint === true ? (["idempotent"] as const) : []),
    ...(openWorldHint === true ? (["openWorld"] as const) : []),
  ];
  if (claims.length === 0) return <span className="text-muted">{t("noClaims")}</span>;
  return (
    <span className="flex flex-wrap gap-1">
      {claims.map((claim) => (
        <Badge key={claim} tone={claim === "destructive" ? "warning" : "neutral"}>
          {t(`claim.${claim}`)}
        </Badge>
      ))}
    </span>
  );
}
