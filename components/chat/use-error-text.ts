"use client";

import { useTranslations } from "next-intl";
import { CHAT_ERRORS } from "#lib/chat/errors.ts";

/** The sentence for what a chat route answered. */
export function useErrorText(): (code: string) => string {
  const t = useTranslations("chat.errors");
  const errors = useTranslations("chatErrors");
  return (code) => {
    const known = CHAT_ERRORS.find((each) => each === code);
    if (known) return errors(known);
    return t(code === "unreachable" || code === "signed_out" ? code : "unexpected");
  };
}
