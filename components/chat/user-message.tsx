"use client";

import { Pencil, Telescope, Wrench } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { memo, useRef, useState } from "react";
import type { UserMessage as Message } from "#lib/chat/types.ts";
import { AttachmentDetails } from "./attachment-details.tsx";
import { ChangeButton, MessageToolbar } from "./message-toolbar.tsx";

const EditMessage = dynamic(async () => (await import("./edit-message.tsx")).EditMessage);

/** What the person said or ran, and what they attached. What was said can be said differently. */
export const UserMessage = memo(function UserMessage({ message }: { message: Message }) {
  const t = useTranslations("chat.message");
  const words = useTranslations("content");
  const research = useTranslations("research.toggle");
  const { content } = message;
  const own = useTranslations("transcript");
  const [editing, setEditing] = useState<number>();
  const article = useRef<HTMLElement>(null);
  const attachments = content.type === "text" ? (content.attachments ?? []) : [];
  const close = () => {
    setEditing(undefined);
    article.current?.focus();
  };
  return (
    <article
      ref={article}
      tabIndex={-1}
      aria-label={t("yours")}
      className="group flex flex-col items-end gap-2 focus-visible:outline-none"
    >
      {attachments.length > 0 && (
        <ul aria-label={words("attachments")} className="w-[85%] space-y-1.5">
          {attachments.map((attachment) => (
            <li key={attachment.id}>
              <AttachmentDetails attachment={attachment} />
            </li>
          ))}
        </ul>
      )}
      {content.type === "text" && editing === message.id ? (
        <EditMessage id={message.id} text={content.text} attachments={attachments.length} onClose={close} />
      ) : (
        <>
          <div className="wrap-anywhere max-w-[85%] whitespace-pre-wrap rounded-xl bg-hover px-3.5 py-2 text-[0.9375rem] leading-6">
            {content.type === "text" ? (
              <>
                {content.research && (
                  <span className="mb-0.5 flex items-center gap-1.5 text-muted text-xs">
                    <Telescope aria-hidden className="size-3.5 shrink-0" />
                    {research("asked")}
                  </span>
                )}
                {content.text}
              </>
            ) : (
              <span className="inline-flex items-center gap-2">
                <Wrench aria-hidden className="size-4 shrink-0 text-muted" />
                {t("ranTool", { tool: content.toolName })}
              </span>
            )}
          </div>
          {content.type === "text" && (
            <MessageToolbar
              message={message}
              copy={{ text: content.text, label: own("copyMessage") }}
              className="-mt-1 -mr-1.5 -mb-3 flex-row-reverse"
            >
              <ChangeButton label={own("edit")} onClick={() => setEditing(message.id)}>
                <Pencil aria-hidden />
              </ChangeButton>
            </MessageToolbar>
          )}
        </>
      )}
    </article>
  );
});
