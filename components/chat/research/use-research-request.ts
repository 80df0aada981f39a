"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "#components/ui/toast.tsx";
import { RESEARCH_ERRORS } from "#lib/research/errors.ts";
import type { Answer } from "../requests.ts";

/** Sends something about an investigation once at a time, and says in words why it was not taken. */
export function useResearchRequest<Wish extends string>(): {
  pending: Wish | null;
  send: (wish: Wish, request: () => Promise<Answer<unknown>>) => Promise<void>;
} {
  const t = useTranslations("research.errors");
  const [pending, setPending] = useState<Wish | null>(null);
  const send = async (wish: Wish, request: () => Promise<Answer<unknown>>) => {
    if (pending !== null) return;
    setPending(wish);
    const answer = await request();
    // What was taken changes the conversation, and this goes away with it.
    if (answer.ok) return;
    setPending(null);
    toast.error(t(RESEARCH_ERRORS.find((code) => code === answer.code) ?? "unexpected"));
  };
  return { pending, send };
}
