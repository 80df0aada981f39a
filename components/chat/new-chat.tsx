"use client";

import { Blocks } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ConnectResult } from "#components/connectors/connect-result.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { NewConversationView } from "#lib/chat/types.ts";
import { ChatComposer, type Said } from "./chat-composer.tsx";
import { Connecting } from "./connecting.tsx";
import { named } from "./connector-state.ts";
import { ModelPicker } from "./model-picker.tsx";
import { createConversation } from "./requests.ts";
import { useConnectors } from "./use-connectors.ts";
import { useErrorText } from "./use-error-text.ts";
import { useModel } from "./use-model.ts";

type NewChatProps = { view: NewConversationView; canManage: boolean };

/** Before the first message: what one can do here, and the composer. */
export function NewChat({ view, canManage }: NewChatProps) {
  const t = useTranslations("chat.new");
  const errorText = useErrorText();
  const router = useRouter();
  const tools = useConnectors(view, null);
  const { connectors, toggles, accounts, toolAccess, announcement } = tools;
  const hasConnected = connectors.some((connector) => connector.connection);

  const model = useModel(view.models, null);

  const say = async (said: Said, idempotencyKey: string) => {
    const answer = await createConversation({
      ...said,
      toggles,
      accounts,
      toolAccess,
      modelId: model.chosen,
      idempotencyKey,
    });
    if (!answer.ok) {
      toast.error(errorText(answer.code));
      return false;
    }
    router.push(`/chat/${answer.value.conversationId}`);
    // The list beside it has one more.
    router.refresh();
    return true;
  };
  return (
    <Connecting connectors={connectors}>
      <div className="mx-auto flex min-h-full w-full max-w-3xl flex-col justify-center gap-6 px-4 py-10">
        <ConnectResult connectors={named(connectors)} canManage={canManage} />
        <h1 className="text-center text-2xl">{t("title")}</h1>
        <div>
          <ChatComposer
            draftKey="new"
            conversationId={null}
            tools={tools}
            canManage={canManage}
            running={false}
            onSay={say}
            onStop={() => undefined}
            aside={<ModelPicker models={model.models} onChoose={model.choose} />}
          />
        </div>
        {hasConnected ? (
          <p className="text-center text-muted text-sm">{t("hint")}</p>
        ) : (
          <EmptyState
            icon={<Blocks aria-hidden />}
            title={t(connectors.length === 0 ? "noConnectors" : "notConnected")}
            action={
              <Link href="/settings/connectors" className={buttonClass()}>
                {t("toConnectors")}
              </Link>
            }
          >
            {t(connectors.length === 0 ? "noConnectorsHint" : "notConnectedHint")}
          </EmptyState>
        )}
        <p role="status" className="sr-only">
          {announcement}
        </p>
      </div>
    </Connecting>
  );
}
