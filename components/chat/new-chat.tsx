"use client";

import { Blocks } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { buttonClass } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { NewConversationView } from "#lib/chat/types.ts";
import { ChatComposer, type Said } from "./chat-composer.tsx";
import { createConversation } from "./requests.ts";
import { useConnectors } from "./use-connectors.ts";
import { useErrorText } from "./use-error-text.ts";

/** Before the first message: what one can do here, and the composer. */
export function NewChat({ view, userName }: { view: NewConversationView; userName: string }) {
  const t = useTranslations("chat.new");
  const errorText = useErrorText();
  const router = useRouter();
  const { connectors, toggles, toggle, announcement } = useConnectors(view.connectors, null);
  /** One per thing said: sending the same again after a lost answer begins no second conversation. */
  const attempt = useRef<{ said: string; idempotencyKey: string }>(undefined);
  const hasConnected = connectors.some((connector) => connector.connection);

  const say = async (said: Said) => {
    const key = JSON.stringify(said);
    if (attempt.current?.said !== key) attempt.current = { said: key, idempotencyKey: crypto.randomUUID() };
    const answer = await createConversation({
      ...said,
      toggles,
      idempotencyKey: attempt.current.idempotencyKey,
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
    <div className="mx-auto flex min-h-full w-full max-w-3xl flex-col justify-center gap-6 px-4 py-10">
      <h1 className="text-center text-2xl">{t("title", { name: userName })}</h1>
      <div>
        <ChatComposer
          draftKey="new"
          connectors={connectors}
          onToggle={toggle}
          returnTo="/new"
          running={false}
          onSay={say}
          onStop={() => undefined}
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
  );
}
