"use client";

import { useTranslations } from "next-intl";
import type { GateProblem } from "#lib/auth/errors.ts";
import type { AddProblem, EditProblem } from "#lib/connectors/errors.ts";

export type ConnectorProblem = AddProblem | EditProblem | GateProblem;

const ABOUT_URL = new Set(["invalid_url", "scheme_not_allowed", "userinfo_not_allowed", "address_not_public"]);

/** Beside which field of a form a problem is shown. */
export function fieldOf(code: ConnectorProblem): "url" | "form" {
  return ABOUT_URL.has(code) ? "url" : "form";
}

/** The sentence for what is wrong with a connector or one of its fields. */
export function useConnectorProblem(): (code: string) => string {
  const t = useTranslations("connectors.problems");
  return (code) => t(t.has(code as "invalid") ? (code as "invalid") : "invalid");
}
