"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { MESSAGE_MAX_CHARS } from "#lib/chat/constants.ts";
import { useMessageActions } from "./message-actions.ts";

type EditMessageProps = { id: number; text: string; attachments: number; onClose: () => void };

/** In place of one's message: the text to change. Enter sends, as in the composer; Escape gives it up. */
export function EditMessage({ id, text, attachments, onClose }: EditMessageProps) {
  const t = useTranslations("transcript");
  const common = useTranslations("common");
  const { edit, running } = useMessageActions();
  const [draft, setDraft] = useState(text);
  const [sending, setSending] = useState(false);
  const attempt = useRef<{ text: string; key: string }>(undefined);
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    box.current?.focus();
    box.current?.setSelectionRange(text.length, text.length);
  }, [text]);

  const send = async (event?: FormEvent) => {
    event?.preventDefault();
    if (draft.trim() === "" || running || sending) return;
    if (attempt.current?.text !== draft) attempt.current = { text: draft, key: crypto.randomUUID() };
    setSending(true);
    const taken = await edit(id, draft, attempt.current.key);
    setSending(false);
    if (taken) onClose();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") onClose();
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    void send();
  };
  return (
    <form
      onSubmit={(event) => void send(event)}
      className="w-full rounded-xl border border-edge bg-surface p-2 shadow-sm focus-within:border-accent-text focus-within:ring-3 focus-within:ring-accent-tint"
    >
      <textarea
        ref={box}
        rows={1}
        aria-label={t("editLabel")}
        maxLength={MESSAGE_MAX_CHARS}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={onKeyDown}
        className="field-sizing-content block max-h-[40dvh] min-h-12 w-full resize-none bg-transparent px-1.5 pt-1 text-[0.9375rem] leading-6 outline-none"
      />
      <div className="flex flex-wrap items-center justify-end gap-2">
        <p className="min-w-0 flex-1 px-1.5 text-muted text-sm">
          {running ? t("notWhileRunning") : t("editHint")}
          {attachments > 0 && ` ${t("keptAttachments", { count: attachments })}`}
        </p>
        <Button size="sm" onClick={onClose}>
          {common("cancel")}
        </Button>
        <Button
          size="sm"
          type="submit"
          variant="primary"
          pending={sending}
          disabled={!sending && (running || draft.trim() === "")}
        >
          {t("send")}
        </Button>
      </div>
    </form>
  );
}
