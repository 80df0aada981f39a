"use client";

import { useTranslations } from "next-intl";
import { useCallback, useMemo, useState } from "react";
import { ConnectResult } from "#components/connectors/connect-result.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { ConversationView, PostMessage } from "#lib/chat/types.ts";
import { ApprovalBar } from "./approval/approval-bar.tsx";
import { useApprovalNews } from "./approval/use-approval-news.ts";
import { CallProgressContext } from "./call-progress.tsx";
import { ChatComposer } from "./chat-composer.tsx";
import { ChatLayout } from "./chat-layout.tsx";
import { Connecting } from "./connecting.tsx";
import { named } from "./connector-state.ts";
import { ConversationUsage } from "./conversation-usage.tsx";
import { MessageActionsContext, useActionsOf } from "./message-actions.ts";
import { MessageList } from "./message-list.tsx";
import { ModelPicker } from "./model-picker.tsx";
import { PageReadingContext, pageReading } from "./page-reading.ts";
import { postMessage, stopRun } from "./requests.ts";
import { SurroundingsContext } from "./surroundings.ts";
import { useAnnouncement } from "./use-announcement.ts";
import { useConnectors } from "./use-connectors.ts";
import { useErrorText } from "./use-error-text.ts";
import { useModel } from "./use-model.ts";
import { useTitleRefresh } from "./use-title-refresh.ts";
import { useTranscript } from "./use-transcript.ts";

type ChatViewProps = {
  view: ConversationView;
  canManage: boolean;
  /** The organization for which the person may decide, as one of its owners; null: none. */
  organization: string | null;
};

/** A conversation that has begun. */
export function ChatView({ view, canManage, organization }: ChatViewProps) {
  const t = useTranslations("chat");
  const errorText = useErrorText();
  const { transcript, connection, progress } = useTranscript(view.id, view.transcript);
  const tools = useConnectors(view, view.id);
  const { connectors, announcement } = tools;
  const reading = useMemo(() => pageReading(view), [view]);
  const spoken = useAnnouncement(transcript);
  useTitleRefresh(transcript.title);
  const approvals = useApprovalNews(transcript);
  const surroundings = useMemo(() => ({ connectors, organization }), [connectors, organization]);
  const state = transcript.run?.state ?? "idle";
  const model = useModel(view.models, view.id);
  const [sent, setSent] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the words of errors do not change under a page
  const send = useCallback(
    async (body: PostMessage) => {
      const answer = await postMessage(view.id, body);
      if (answer.ok) setSent((before) => before + 1);
      else toast.error(errorText(answer.code));
      return answer.ok;
    },
    [view.id],
  );
  const actions = useActionsOf(view.id, state !== "idle", send);
  const stop = async () => {
    const answer = await stopRun(view.id);
    if (!answer.ok) toast.error(errorText(answer.code));
  };
  return (
    <Connecting connectors={connectors} transcript={transcript}>
      <h1 className="sr-only">{view.title || t("untitled")}</h1>
      <ChatLayout
        sent={sent}
        composer={
          <>
            <ApprovalBar calls={approvals.calls} />
            <ChatComposer
              draftKey={view.id}
              conversationId={view.id}
              tools={tools}
              canManage={canManage}
              running={state !== "idle"}
              onSay={(said, idempotencyKey) => send({ ...said, idempotencyKey })}
              onStop={() => void stop()}
              aside={
                <>
                  <ModelPicker models={model.models} onChoose={model.choose} />
                  <ConversationUsage conversationId={view.id} />
                </>
              }
            />
          </>
        }
      >
        <ConnectResult connectors={named(connectors)} canManage={canManage} />
        <SurroundingsContext value={surroundings}>
          <PageReadingContext value={reading}>
            <CallProgressContext value={progress}>
              <MessageActionsContext value={actions}>
                <MessageList
                  transcript={transcript}
                  canManage={canManage}
                  onRetry={() => void send({ retry: true, idempotencyKey: crypto.randomUUID() })}
                  onContinue={() => void send({ continue: true, idempotencyKey: crypto.randomUUID() })}
                  onResearch={(text) => void send({ text, research: true, idempotencyKey: crypto.randomUUID() })}
                />
              </MessageActionsContext>
            </CallProgressContext>
          </PageReadingContext>
        </SurroundingsContext>
        {connection !== "open" && (
          <Callout tone="warning" role="status" className="mt-4">
            {connection === "lost" ? t("disconnected") : errorText(connection)}
          </Callout>
        )}
      </ChatLayout>
      <p role="status" className="sr-only">
        {spoken}
      </p>
      <p role="status" className="sr-only">
        {approvals.news}
      </p>
      <p role="status" className="sr-only">
        {announcement}
      </p>
    </Connecting>
  );
}
