"use client";

import { useTranslations } from "next-intl";
import type { TraceStep } from "#lib/traces/types.ts";

/** What is said of a step that failed. */
export type Explanation = { cause: string; fix: string | null; provider: string | null };

const NETWORK = new Set(["resolve", "connect", "tls"]);
const MCP = new Set(["era", "session", "list", "call"]);
const ENTRA_CODE = /\bAADSTS(\d{4,10})\b/;

/** Words for reasons: owners read what they can change, members whom to ask. */
export function useTraceWords(canManage: boolean) {
  const t = useTranslations("traces");
  const oauth = useTranslations("oauth.reasons");
  const connecting = useTranslations("connections.problems");
  const who = canManage ? "owner" : "member";

  /** Our own outcomes, which no protocol knows: a sign-in that took too long, an account that has to reconnect. */
  const ownReason = (reason: string): string => {
    if (connecting.has(reason as "not_connected")) return connecting(reason as "not_connected");
    return t.has(`own.${reason}` as "own.unexpected") ? t(`own.${reason}` as "own.unexpected") : t("own.unexpected");
  };

  const familyOf = (step: TraceStep["name"], reason: string): "network" | "mcp" | "oauth" | "own" => {
    if (NETWORK.has(step) && t.has(`network.${reason}.owner` as "network.timeout.owner")) return "network";
    if (MCP.has(step) && t.has(`mcp.${reason}.owner` as "mcp.timeout.owner")) return "mcp";
    return oauth.has(`${reason as "unreachable"}.owner`) ? "oauth" : "own";
  };

  const reasonText = (step: TraceStep["name"], reason: string): string => {
    const family = familyOf(step, reason);
    if (family === "own") return ownReason(reason);
    if (family === "oauth") return oauth(`${reason as "unreachable"}.${who}`);
    return t(`${family}.${reason as "timeout"}.${who}`);
  };

  const fixText = (step: TraceStep["name"], reason: string): string | null => {
    const family = familyOf(step, reason);
    if (!canManage || family === "own") return null;
    return family === "oauth" ? t(`oauth.${reason as "unreachable"}.fix`) : t(`${family}.${reason as "timeout"}.fix`);
  };

  const explain = (step: TraceStep): Explanation | null => {
    if (step.outcome !== "failed" || step.reason === null) return null;
    const { detail } = step.evidence;
    const code = typeof detail === "string" ? ENTRA_CODE.exec(detail)?.[1] : undefined;
    const entra = `entra.${code}` as "entra.65001";
    return {
      cause: reasonText(step.name, step.reason),
      fix: fixText(step.name, step.reason),
      provider: code !== undefined && t.has(entra) ? t(entra) : null,
    };
  };

  const skipped = (step: TraceStep): string => {
    const key = `skipped.${step.name}` as "skipped.other";
    return t.has(key) ? t(key) : t("skipped.other");
  };

  const took = (ms: number): string =>
    ms < 1000 ? t("took", { ms }) : t("tookSeconds", { seconds: (ms / 1000).toFixed(1) });

  const fieldName = (field: string): string => {
    const key = `evidence.${field}` as "evidence.host";
    return t.has(key) ? t(key) : field;
  };

  const fieldValue = (value: string | number | boolean): string =>
    typeof value === "boolean" ? t(value ? "yes" : "no") : String(value);

  return { explain, reasonText, skipped, took, fieldName, fieldValue };
}
