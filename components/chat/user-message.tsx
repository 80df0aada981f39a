"use client";

import { Wrench } from "lucide-react";
import { useTranslations } from "next-intl";
import { memo } from "react";
import type { UserMessage as Message } from "#lib/chat/types.ts";
import { AttachmentDetails } from "./attachment-details.tsx";

/** What the person said or ran, and what they attached. */
export const UserMessage = memo(function UserMessage({ message }: { message: Message }) {
  const t = useTranslations("chat.message");
  const words = useTranslations("content");
  const { content } = message;
  const attachments = content.type === "text" ? (content.attachments ?? []) : [];
  return (
    <article aria-label={t("yours")} className="flex flex-col items-end gap-2">
      {attachments.length > 0 && (
        <ul aria-label={words("attachments")} className="w-[85%] space-y-1.5">
          {attachments.map((attachment) => (
            <li key={attachment.id}>
              <AttachmentDetails attachment={attachment} />
            </li>
          ))}
        </ul>
      )}
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
