"use client";

import { useTranslations } from "next-intl";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Transcript } from "#lib/chat/types.ts";
import type { ToolCallView } from "#lib/tool-calls/types.ts";
import { waitingCalls } from "./queue.ts";

/** The calls that wait, and what somebody who does not see the page should hear of them: how many, and what became of one. */
export function useApprovalNews(transcript: Transcript): { calls: ToolCallView[]; news: string } {
  const t = useTranslations("approvals.news");
  const calls = useMemo(() => waitingCalls(transcript), [transcript]);
  const before = useRef<ToolCallView[]>([]);
  const [news, setNews] = useState("");
  useEffect(() => {
    const gone = before.current.filter(({ id }) => !calls.some((call) => call.id === id));
    const hasMore = calls.length > before.current.length - gone.length;
    before.current = calls;
    if (gone.length === 0 && !hasMore) return;
    const outcomes = gone.map(({ id, tool }) => t(outcomeOf(transcript, id), { tool: tool.name }));
    const waiting = calls.length > 0 ? [t("waiting", { count: calls.length })] : [];
    setNews([...outcomes, ...waiting].join(" "));
  }, [calls, transcript, t]);
  return { calls, news };
}

/** What became of a call that waited. */
function outcomeOf({ messages }: Transcript, callId: string): "denied" | "expired" | "cancelled" | "allowed" {
  for (const message of messages.toReversed()) {
    if (message.role !== "assistant") continue;
    for (const block of message.blocks) {
      if (block.type !== "tool_call" || block.call?.id !== callId) continue;
      const { state } = block.call;
      return state === "denied" || state === "expired" || state === "cancelled" ? state : "allowed";
    }
  }
  return "cancelled";
}
