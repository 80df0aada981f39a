"use client";

import { useTranslations } from "next-intl";
import type { Offline } from "#components/auth/or-offline.ts";
import type { GateProblem } from "#lib/auth/errors.ts";
import type { AddProblem, EditProblem } from "#lib/connectors/errors.ts";

export type ConnectorProblem = AddProblem | EditProblem | GateProblem | Offline["code"];

const ABOUT_URL = new Set(["invalid_url", "scheme_not_allowed", "userinfo_not_allowed", "address_not_public"]);

/** Beside which field of a form a problem is shown. */
export function fieldOf(code: ConnectorProblem): "url" | "form" {
  return ABOUT_URL.has(code) ? "url" : "form";
}

/** Sentences beside the name and the address; what is wrong anywhere else is said below the form. Null: nothing. */
export function fieldProblems(
  fields: Record<string, string>,
  sentence: (code: string) => string,
): { name?: string; url?: string; form?: string } | null {
  const places = Object.entries(fields).map(([field, code]) => [
    ["name", "url"].includes(field) ? field : "form",
    code,
  ]);
  return places.length > 0 ? Object.fromEntries(places.map(([place, code]) => [place, sentence(code ?? "")])) : null;
}

/** The sentence for what is wrong with a connector or one of its fields. */
export function useConnectorProblem(): (code: string) => string {
  const t = useTranslations("connectors.problems");
  return (code) => t(t.has(code as "invalid") ? (code as "invalid") : "invalid");
}
