"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Badge } from "#components/ui/badge.tsx";
import type { Tone } from "#components/ui/tone.ts";
import type { ToolAnnotations } from "#lib/mcp/types.ts";
import type { ActionKind } from "#lib/policy/types.ts";
import type { ToolCallView } from "#lib/tool-calls/types.ts";
import { VisibleText } from "../visible-text.tsx";

type ApprovalFactsProps = { call: ToolCallView; kind: ActionKind | null };

/** Whose account a call uses at which connector, and what is known of its tool: by the owners, and by its server. */
export function ApprovalFacts({ call, kind }: ApprovalFactsProps) {
  const t = useTranslations("approvals.card");
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm">
      <Fact name={t("connector")}>
        <VisibleText text={call.connector.name} />
      </Fact>
      <Fact name={t("account")}>
        {call.account?.name ? <VisibleText text={call.account.name} /> : t("yourAccount")}
      </Fact>
      <Fact name={t("kind")}>
        <Kind kind={kind} />
      </Fact>
      <Fact name={t("claims")}>
        <Claims annotations={call.tool.annotations} />
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </>
  );
}

const TONES: Record<ActionKind, Tone> = { read: "info", write: "warning", delete: "danger" };

/** What the owners say that the tool does. */
function Kind({ kind }: { kind: ActionKind | null }) {
  const t = useTranslations("approvals");
  if (kind === null) return <span className="text-muted">{t("card.unclassified")}</span>;
  return (
    <span className="flex flex-wrap items-center gap-x-1.5">
      <Badge tone={TONES[kind]}>{t(`kind.${kind}`)}</Badge>
      <span className="text-muted">{t("card.byOwners")}</span>
    </span>
  );
}

/** The server's hints about its tool, in words, as its own claims. */
function Claims({ annotations }: { annotations: ToolAnnotations }) {
  const t = useTranslations("approvals.claims");
  const { readOnlyHint: readOnly, destructiveHint: destructive, idempotentHint, openWorldHint } = annotations;
  const claims = [
    ...(readOnly === true ? (["readOnly"] as const) : []),
    ...(readOnly === false ? (["writes"] as const) : []),
    ...(destructive === true && readOnly !== true ? (["destructive"] as const) : []),
    ...(destructive === false && readOnly !== true ? (["additive"] as const) : []),
    ...(idempotentHint === true ? (["idempotent"] as const) : []),
    ...(openWorldHint === true ? (["openWorld"] as const) : []),
  ];
  if (claims.length === 0) return <span className="text-muted">{t("none")}</span>;
  return (
    <span className="flex flex-wrap gap-1">
      {claims.map((claim) => (
        <Badge key={claim} tone={claim === "destructive" ? "warning" : "neutral"}>
          {t(claim)}
        </Badge>
      ))}
    </span>
  );
}
