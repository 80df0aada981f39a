"use client";

import { useTranslations } from "next-intl";
import { Spinner } from "#components/ui/spinner.tsx";
import type { Transcript } from "#lib/chat/types.ts";
import { AssistantMessage } from "./assistant-message.tsx";
import { UserMessage } from "./user-message.tsx";

type MessageListProps = { transcript: Transcript; canManage: boolean; onRetry: () => void };

/** The conversation so far. */
export function MessageList({ transcript, canManage, onRetry }: MessageListProps) {
  const t = useTranslations("chat.message");
  const { messages, run } = transcript;
  const working = run?.state === "queued" || run?.state === "running";
  const last = messages.at(-1);
  return (
    <div role="log" aria-live="off" aria-label={t("conversation")} className="space-y-6">
      {messages.map((message) =>
        message.role === "user" ? (
          <UserMessage key={message.id} message={message} />
        ) : (
          <AssistantMessage
            key={message.id}
            message={message}
            live={working && message === last}
            onRetry={message === last && !working ? onRetry : null}
            canManage={canManage}
          />
        ),
      )}
      {working && (
        <p className="flex h-6 items-center gap-2 text-muted text-sm">
          <Spinner />
          {t("working")}
        </p>
      )}
    </div>
  );
}
