"use client";

import { useTranslations } from "next-intl";
import { Spinner } from "#components/ui/spinner.tsx";
import { brokenOffStep } from "#lib/chat/transcript.ts";
import type { Message, Transcript } from "#lib/chat/types.ts";
import { AssistantMessage } from "./assistant-message.tsx";
import { ResearchMessage, researchOf } from "./research/research-message.tsx";
import { UserMessage } from "./user-message.tsx";

type MessageListProps = {
  transcript: Transcript;
  canManage: boolean;
  onRetry: () => void;
  onContinue: () => void;
  /** Asks for an investigation again, as a new message. */
  onResearch: (question: string) => void;
};

/** The conversation so far. */
export function MessageList({ transcript, canManage, onRetry, onContinue, onResearch }: MessageListProps) {
  const t = useTranslations("chat.message");
  const { messages, run } = transcript;
  const working = run?.state === "queued" || run?.state === "running";
  const isIdle = run === null || run.state === "idle";
  const last = messages.at(-1);
  // A message keeps its place, and the keyboard in it, when another of its versions takes it.
  const keyOf = ({ id, versions = [id] }: Message) => versions[0];
  const canContinue = brokenOffStep(transcript) !== null;
  const retry = last?.role === "assistant" ? last.retry : undefined;
  return (
    <div role="log" aria-live="off" aria-label={t("conversation")} className="space-y-6">
      {messages.map((message, at) =>
        message.role === "user" ? (
          <UserMessage key={keyOf(message)} message={message} />
        ) : researchOf(message) ? (
          <ResearchMessage
            key={keyOf(message)}
            message={message}
            live={working && message === last}
            onAskAgain={message === last && isIdle ? onResearch : null}
            canManage={canManage}
          />
        ) : (
          <AssistantMessage
            key={keyOf(message)}
            message={message}
            live={working && message === last}
            onRetry={message === last && !working ? onRetry : null}
            canRepeat={isWholeAnswer(messages, at) && (isIdle || message !== last)}
            onContinue={message === last && canContinue ? onContinue : null}
            canManage={canManage}
          />
        ),
      )}
      {working && !isAsking(last) && (
        <p className="flex h-6 items-center gap-2 text-muted text-sm">
          <Spinner />
          {retry ? t("retrying", retry) : t("working")}
        </p>
      )}
    </div>
  );
}

/** A call of this answer has a question to the person: it is their turn. */
function isAsking(message: Message | undefined): boolean {
  if (message?.role !== "assistant") return false;
  const questions = message.blocks.flatMap((block) =>
    block.type === "tool_call" ? (block.call?.questions ?? []) : [],
  );
  return questions.some(({ state }) => state === "pending");
}

/** The end of an answer to something the person said, come to its own end; a tool run by hand has none. */
function isWholeAnswer(messages: readonly Message[], at: number): boolean {
  const [message, next] = [messages[at], messages[at + 1]];
  if (message?.role !== "assistant" || message.ending || next?.role === "assistant") return false;
  const asked = messages.slice(0, at).findLast(({ role }) => role === "user");
  return asked?.role === "user" && asked.content.type === "text";
}
