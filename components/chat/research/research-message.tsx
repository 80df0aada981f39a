"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { memo } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import type { AssistantMessage } from "#lib/chat/types.ts";
import type { ResearchView } from "#lib/research/types.ts";
import { MessageToolbar } from "../message-toolbar.tsx";

const ResearchBlock = dynamic(() => import("./research-block.tsx").then((module) => module.ResearchBlock), {
  loading: () => <Spinner />,
});

type ResearchMessageProps = {
  message: AssistantMessage;
  live: boolean;
  /** Asks the question anew; null while something runs, or after other messages. */
  onAskAgain: ((question: string) => void) | null;
  canManage: boolean;
};

/** The investigation that a message is; null for any other. */
export function researchOf({ blocks: [first] }: AssistantMessage): ResearchView | null {
  return first?.type === "research" ? first.research : null;
}

/** The answer to a question that is investigated. */
export const ResearchMessage = memo(function ResearchMessage(props: ResearchMessageProps) {
  const { message, live, onAskAgain, canManage } = props;
  const t = useTranslations("research");
  const words = useTranslations("chat.message");
  const errors = useTranslations("chatErrors");
  const research = researchOf(message);
  if (!research) return null;
  const { ending } = message;
  const isVain = !research.report && ["failed", "declined", "stopped"].includes(research.state);
  return (
    <article aria-label={words("answer")} aria-busy={live} className="group space-y-3">
      <ResearchBlock research={research} blocks={message.blocks} canManage={canManage} />
      {ending?.type === "failed" && (
        <Callout tone="danger" title={words("failed")}>
          {errors(ending.code)}
        </Callout>
      )}
      {isVain && onAskAgain && (
        <Button size="sm" onClick={() => onAskAgain(research.question)}>
          {t("again")}
        </Button>
      )}
      {message.versions && <MessageToolbar message={message} copy={null} className="-ml-1.5" />}
    </article>
  );
});
