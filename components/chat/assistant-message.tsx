"use client";

import { RefreshCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { memo } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { useFocusHandover } from "#components/ui/use-focus-handover.ts";
import type { Block, AssistantMessage as Message } from "#lib/chat/types.ts";
import { composerBox } from "./composer-mark.ts";
import { Markdown } from "./markdown.tsx";
import { useMessageActions } from "./message-actions.ts";
import { ChangeButton, MessageToolbar } from "./message-toolbar.tsx";
import { ShortenedNote } from "./shortened-note.tsx";
import { ToolCall } from "./tool-call.tsx";
import { ToolSearch } from "./tool-search.tsx";
import { ToolsGiven } from "./tools-given.tsx";

type AssistantMessageProps = {
  message: Message;
  /** It is being said right now. */
  live: boolean;
  /** Works it out again; only for the last one, when it ended early. */
  onRetry: (() => void) | null;
  /** Another answer can stand beside it. */
  canRepeat: boolean;
  /** Has it go on; only for the last one, when it broke off. */
  onContinue: (() => void) | null;
  canManage: boolean;
};

/** An answer: text, the calls made for it, and how it ended if not well. */
export const AssistantMessage = memo(function AssistantMessage(props: AssistantMessageProps) {
  const { message, live, onRetry, onContinue, canRepeat, canManage } = props;
  const t = useTranslations("chat.message");
  const texts = message.blocks.flatMap((block) => (block.type === "text" ? [block.text] : []));
  return (
    <article aria-label={t("answer")} aria-busy={live} className="group space-y-3">
      {message.shortened && <ShortenedNote shortened={message.shortened} />}
      {message.blocks.map((block) => (
        <MessageBlock key={`${message.id}-${blockKey(block)}`} block={block} canManage={canManage} />
      ))}
      {message.ending && <Ending ending={message.ending} onRetry={onRetry} onContinue={onContinue} />}
      {(message.versions || (!live && (texts.length > 0 || canRepeat))) && (
        <MessageToolbar
          message={message}
          copy={!live && texts.length > 0 ? { text: texts.join("\n\n"), label: t("copy") } : null}
          className="-ml-1.5"
        >
          {!live && canRepeat && <Again id={message.id} />}
          {!live && message.toolsGiven && <ToolsGiven given={message.toolsGiven} />}
        </MessageToolbar>
      )}
    </article>
  );
});

function Again({ id }: { id: number }) {
  const t = useTranslations("transcript");
  const { again } = useMessageActions();
  const place = useFocusHandover<HTMLSpanElement>(composerBox);
  return (
    <span ref={place}>
      <ChangeButton label={t("again")} onClick={() => again(id)}>
        <RefreshCw aria-hidden />
      </ChangeButton>
    </span>
  );
}

function blockKey(block: Block): string {
  if (block.type === "research") return block.research.id;
  return block.type === "text" ? `text-${block.step}` : `call-${block.step}-${block.modelCallId}`;
}

/** A block keeps its identity until it changes, so only what grows is drawn again. */
const MessageBlock = memo(function MessageBlock({ block, canManage }: { block: Block; canManage: boolean }) {
  const t = useTranslations("chat.message");
  switch (block.type) {
    case "text":
      return <Markdown text={block.text} />;
    case "tool_call":
      return block.call && <ToolCall call={block.call} canManage={canManage} />;
    case "search":
      return <ToolSearch search={block.own} />;
    case "refused_call":
      return (
        <p className="wrap-anywhere text-muted text-sm">{t(`refused.${block.reason}`, { tool: block.modelName })}</p>
      );
  }
});

type EndingProps = Pick<AssistantMessageProps, "onRetry" | "onContinue"> & { ending: NonNullable<Message["ending"]> };

function Ending({ ending, onRetry, onContinue }: EndingProps) {
  const t = useTranslations("chat.message");
  const errors = useTranslations("chatErrors");
  const place = useFocusHandover<HTMLDivElement>(composerBox);
  const buttons = (onRetry || onContinue) && (
    <div ref={place} className="mt-2 flex flex-wrap gap-2">
      {onContinue && (
        <Button size="sm" onClick={onContinue}>
          {t("continue")}
        </Button>
      )}
      {onRetry && (
        <Button size="sm" onClick={onRetry}>
          {t("retry")}
        </Button>
      )}
    </div>
  );
  if (ending.type === "failed")
    return (
      <Callout tone="danger" title={t("failed")}>
        <p>{errors(ending.code)}</p>
        {buttons}
      </Callout>
    );
  return (
    <div className="text-muted text-sm">
      <p>{t(ending.type)}</p>
      {buttons}
    </div>
  );
}
