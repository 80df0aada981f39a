"use client";

import { useTranslations } from "next-intl";
import type { Transcript } from "#lib/chat/types.ts";

/**
 * What somebody who does not see the page should hear of now: that an answer has begun, ended or waits. Not the answer
 * itself while it grows, which would never stop speaking.
 */
export function useAnnouncement({ run, messages }: Transcript): string {
  const t = useTranslations("chat.announce");
  const last = messages.at(-1);
  if (run?.state === "waiting") return t("waiting");
  if (run?.state === "queued" || run?.state === "running") return t("working");
  if (last?.role !== "assistant") return "";
  if (last.ending) return t(last.ending.type === "stopped" ? "stopped" : "failed");
  return t("done");
}
