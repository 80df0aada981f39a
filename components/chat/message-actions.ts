"use client";

import { createContext, useContext, useMemo } from "react";
import { toast } from "#components/ui/toast.tsx";
import type { PostMessage } from "#lib/chat/types.ts";
import { showVersion } from "./requests.ts";
import { useErrorText } from "./use-error-text.ts";

export type MessageActions = {
  /** An answer is being worked out: until it has ended, nothing before it can be changed. */
  running: boolean;
  /** Says an earlier message differently; whether it was taken. */
  edit: (messageId: number, text: string, idempotencyKey: string) => Promise<boolean>;
  /** Has an answer given anew. */
  again: (answerId: number) => void;
  /** Shows another version of a message. */
  show: (messageId: number) => void;
};

/** What can be done with the messages below. */
export const MessageActionsContext = createContext<MessageActions>({
  running: true,
  edit: async () => false,
  again: () => undefined,
  show: () => undefined,
});

export const useMessageActions = () => useContext(MessageActionsContext);

/** The actions of one conversation. They keep their identity while `running` and `send` stay. */
export function useActionsOf(
  conversationId: string,
  running: boolean,
  send: (body: PostMessage) => Promise<boolean>,
): MessageActions {
  const errorText = useErrorText();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words of errors do not change under a page
  return useMemo(
    () => ({
      running,
      edit: (beside, text, idempotencyKey) => send({ text, beside, idempotencyKey }),
      again: (beside) => void send({ retry: true, beside, idempotencyKey: crypto.randomUUID() }),
      show: async (messageId) => {
        const answer = await showVersion(conversationId, messageId);
        if (!answer.ok) toast.error(errorText(answer.code));
      },
    }),
    [conversationId, running, send],
  );
}
