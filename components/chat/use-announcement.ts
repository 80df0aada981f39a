"use client";

import { useTranslations } from "next-intl";
import type { Block, Transcript } from "#lib/chat/types.ts";

/**
 * What somebody who does not see the page should hear of now: that an answer has begun, ended or waits. Not the answer
 * itself while it grows, which would never stop speaking.
 */
export function useAnnouncement({ run, messages }: Transcript): string {
  const t = useTranslations("chat.announce");
  const waiting = useTranslations("waiting");
  const questions = useTranslations("questions");
  const message = useTranslations("chat.message");
  const research = useTranslations("research.announce");
  const last = messages.at(-1);
  const asking = last?.role === "assistant" ? last.blocks.map(connectorAsking).find(Boolean) : null;
  if (asking) return questions("announce", { connector: asking });
  const missing = last?.role === "assistant" ? last.blocks.map(connectorMissing).find(Boolean) : null;
  if (missing) return waiting("announce", { connector: missing });
  const [first] = last?.role === "assistant" ? last.blocks : [];
  const state = first?.type === "research" ? first.research.state : null;
  if (state === "proposed" || state === "working" || state === "finished") return research(state);
  // Calls that wait for the person's word are announced by their queue.
  if (run?.state === "waiting") return "";
  const retry = last?.role === "assistant" ? last.retry : undefined;
  if (run?.state === "queued" || run?.state === "running") return retry ? message("retrying", retry) : t("working");
  if (last?.role !== "assistant") return "";
  if (last.ending) return t(last.ending.type === "stopped" ? "stopped" : "failed");
  return t("done");
}

/** The connector whose connection a call waits for. */
function connectorMissing(block: Block): string | null {
  const call = block.type === "tool_call" ? block.call : null;
  return call?.state === "awaiting_connection" ? call.connector.name : null;
}

/** The connector whose server waits for the person's answer. */
function connectorAsking(block: Block): string | null {
  const call = block.type === "tool_call" ? block.call : null;
  return call?.questions.some((question) => question.state === "pending") ? call.connector.name : null;
}
