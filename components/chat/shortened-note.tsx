"use client";

import { Scissors } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import type { AssistantMessage } from "#lib/chat/types.ts";

const KINDS = ["results", "attachments", "turns", "steps"] as const;

/** That the model was given less than stands here, and what is missing. */
export function ShortenedNote({ shortened }: { shortened: NonNullable<AssistantMessage["shortened"]> }) {
  const t = useTranslations("transcript.shortened");
  const format = useFormatter();
  const what = KINDS.filter((kind) => shortened[kind] > 0).map((kind) => t(kind, { count: shortened[kind] }));
  return (
    <p className="flex items-start gap-1.5 text-muted text-sm">
      <Scissors aria-hidden className="mt-0.5 size-3.5 shrink-0" />
      {t("note", { what: format.list(what) })}
    </p>
  );
}
