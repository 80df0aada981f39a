"use client";

import { useTranslations } from "next-intl";
import { createContext, useContext, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toast.tsx";
import { useFocusHandover } from "#components/ui/use-focus-handover.ts";
import type { ProgressNews } from "#lib/chat/types.ts";
import type { ToolCallView } from "#lib/tool-calls/types.ts";
import { cancelCall } from "./requests.ts";
import { useErrorText } from "./use-error-text.ts";
import { VisibleText } from "./visible-text.tsx";

/** How far running calls have come, by call: the latest their servers said. */
export const CallProgressContext = createContext<ReadonlyMap<string, ProgressNews>>(new Map());

/** Under a running call: how far it has come, where its server says so, and the way to end it alone. */
export function CallProgress({ call }: { call: ToolCallView }) {
  const t = useTranslations("questions.progress");
  const errorText = useErrorText();
  const news = useContext(CallProgressContext).get(call.id);
  const [cancelling, setCancelling] = useState(false);
  const row = useFocusHandover<HTMLDivElement>();
  const cancel = async () => {
    setCancelling(true);
    const answer = await cancelCall(call.id);
    if (answer.ok) return;
    setCancelling(false);
    toast.error(errorText(answer.code));
  };
  return (
    <div ref={row} className="flex items-center gap-3 px-3">
      <div className="min-w-0 flex-1 space-y-1">
        {news && <Bar news={news} tool={call.tool.name} />}
        {news?.message && (
          <p className="wrap-anywhere text-muted text-sm">
            <VisibleText text={news.message} />
          </p>
        )}
      </div>
      <Button size="sm" variant="ghost" pending={cancelling} onClick={() => void cancel()}>
        {t("cancel")}
      </Button>
    </div>
  );
}

function Bar({ news: { progress, total, message }, tool }: { news: ProgressNews; tool: string }) {
  const t = useTranslations("questions.progress");
  const share = total === undefined ? null : Math.min(1, Math.max(0, progress / total));
  const percent = share === null ? null : Math.round(share * 100);
  return (
    <div
      role="progressbar"
      aria-label={t("label", { tool })}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent ?? undefined}
      aria-valuetext={message}
      className="h-1.5 overflow-hidden rounded-full bg-sunken"
    >
      <div
        className="h-full rounded-full bg-accent transition-[width] motion-reduce:transition-none"
        style={{ width: `${percent ?? 30}%` }}
      />
    </div>
  );
}
