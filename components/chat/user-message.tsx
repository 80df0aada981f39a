"use client";

import { Wrench } from "lucide-react";
import { useTranslations } from "next-intl";
import { memo } from "react";
import type { UserMessage as Message } from "#lib/chat/types.ts";

/** What the person said or ran. */
export const UserMessage = memo(function UserMessage({ message }: { message: Message }) {
  const t = useTranslations("chat.message");
  const { content } = message;
  return (
    <article aria-label={t("yours")} className="flex justify-end">
      <div className="wrap-anywhere max-w-[85%] whitespace-pre-wrap rounded-xl bg-hover px-3.5 py-2 text-[0.9375rem] leading-6">
        {content.type === "text" ? (
          content.text
        ) : (
          <span className="inline-flex items-center gap-2">
            <Wrench aria-hidden className="size-4 shrink-0 text-muted" />
            {t("ranTool", { tool: content.toolName })}
          </span>
        )}
      </div>
    </article>
  );
});
