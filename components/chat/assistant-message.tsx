"use client";

import { useTranslations } from "next-intl";
import { memo } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import type { Block, AssistantMessage as Message } from "#lib/chat/types.ts";
import { Markdown } from "./markdown.tsx";
import { ToolCall } from "./tool-call.tsx";
import { ToolSearch } from "./tool-search.tsx";
import { ToolsGiven } from "./tools-given.tsx";

type AssistantMessageProps = {
  message: Message;
  /** It is being said right now. */
  live: boolean;
  /** Works it out again; only for the last one, when it ended early. */
  onRetry: (() => void) | null;
  canManage: boolean;
};

/** An answer: text, the calls made for it, and how it ended if not well. */
export const AssistantMessage = memo(function AssistantMessage(props: AssistantMessageProps) {
  const { message, live, onRetry, canManage } = props;
  const t = useTranslations("chat.message");
  const common = useTranslations("common");
  const texts = message.blocks.flatMap((block) => (block.type === "text" ? [block.text] : []));
  return (
    <article aria-label={t("answer")} aria-busy={live} className="group space-y-3">
      {message.blocks.map((block) => (
        <MessageBlock key={blockKey(block)} block={block} canManage={canManage} />
      ))}
      {message.ending && <Ending ending={message.ending} onRetry={onRetry} />}
      {!live && texts.length > 0 && (
        <div className="-ml-1.5 flex min-h-7 items-center gap-2 opacity-0 transition-opacity focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100">
          <CopyButton text={texts.join("\n\n")} label={t("copy")} copiedLabel={common("copied")} />
          {message.toolsGiven && <ToolsGiven given={message.toolsGiven} />}
        </div>
      )}
    </article>
  );
});

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

function Ending({ ending, onRetry }: { ending: NonNullable<Message["ending"]>; onRetry: (() => void) | null }) {
  const t = useTranslations("chat.message");
  const errors = useTranslations("chatErrors");
  const retry = onRetry && (
    <Button size="sm" className="mt-2" onClick={onRetry}>
      {t("retry")}
    </Button>
  );
  if (ending.type === "failed")
    return (
      <Callout tone="danger" title={t("failed")}>
        <p>{errors(ending.code)}</p>
        {retry}
      </Callout>
    );
  return (
    <div className="text-muted text-sm">
      <p>{t(ending.type)}</p>
      {retry}
    </div>
  );
}
