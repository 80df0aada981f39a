"use client";

import { useTranslations } from "next-intl";
import { setOwnPolicyAction } from "#lib/connectors/actions.ts";
import type { PolicyMode } from "#lib/connectors/types.ts";
import type { NarrowingMode } from "#lib/policy/types.ts";
import { Choice } from "../rules/choice.tsx";
import { useDecision } from "../rules/use-decision.ts";

type OwnLimitProps = {
  connectorId: string;
  /** "" is the connector as a whole. */
  toolName: string;
  /** What it is called, in words. */
  name: string;
  limit: NarrowingMode | null;
  /** What owners decided about it; null: nothing. */
  organization: PolicyMode | null;
};

const LIMITS = ["ask", "block"] as const;

/** What a person wants stricter for themselves than their organization does. */
export function OwnLimit({ connectorId, toolName, name, limit, organization }: OwnLimitProps) {
  const t = useTranslations("permissions.own");
  const decided = t(`organization.${organization ?? "nothing"}`);
  const words = (each: NarrowingMode | null) => (each === null ? decided : t(each));
  const { value, pending, choose } = useDecision(
    limit,
    (mode) => setOwnPolicyAction({ connectorId, toolName, mode }),
    (mode) => t("saved", { name, mode: words(mode) }),
  );
  return (
    <Choice
      label={t("label", { tool: name })}
      value={organization === "block" ? null : value}
      options={[null, ...LIMITS].map((each) => ({ value: each, words: words(each) }))}
      onChoose={choose}
      pending={pending}
      disabled={organization === "block"}
      className="w-60 max-w-full"
    />
  );
}
