"use client";

import { ArrowUp, Square } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useId } from "react";
import { IconButton } from "#components/ui/icon-button.tsx";
import { MESSAGE_MAX_CHARS } from "#lib/chat/constants.ts";
import type { ConversationConnector } from "#lib/chat/types.ts";
import { COMPOSER_MARK, composerBox } from "./composer-mark.ts";
import type { PickedTool } from "./tool-form.tsx";
import { optionId, ToolPicker } from "./tool-picker.tsx";
import { useToolPicker } from "./use-tool-picker.ts";

type ComposerProps = {
  text: string;
  onTextChange: (text: string) => void;
  connectors: ConversationConnector[];
  /** An answer is being worked out: it can be stopped, and nothing sent. */
  running: boolean;
  /** What was sent is on its way. */
  sending: boolean;
  onSend: () => void;
  onStop: () => void;
  onPickTool: (tool: PickedTool) => void;
  /** What goes along with the message, above the text. */
  attachments: ReactNode;
  /** The buttons at the lower left. */
  children: ReactNode;
};

/** Where one writes: Enter sends, Shift+Enter begins a line, "/" lists the tools. */
export function Composer(props: ComposerProps) {
  const { text, onTextChange, connectors, running, sending, onSend, onStop, onPickTool, attachments, children } = props;
  const t = useTranslations("chat.composer");
  const listId = useId();
  const picker = useToolPicker(connectors, text, onPickTool);
  const listOpen = picker.tools.length > 0;
  const sendable = text.trim() !== "" && !running && !sending;

  useEffect(() => composerBox()?.focus(), []);

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (picker.onKeyDown(event)) return;
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (sendable) onSend();
  };
  const stop = () => {
    onStop();
    // The button goes away with what it stops.
    composerBox()?.focus();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (sendable) onSend();
  };
  return (
    <form onSubmit={submit} className="relative">
      {listOpen && (
        <ToolPicker
          id={listId}
          tools={picker.tools}
          active={picker.active}
          onPick={onPickTool}
          onHover={picker.setActive}
        />
      )}
      <div className="rounded-xl border border-edge bg-surface shadow-md transition-shadow focus-within:border-accent-text focus-within:ring-3 focus-within:ring-accent-tint">
        {attachments}
        <textarea
          {...COMPOSER_MARK}
          rows={1}
          aria-label={t("message")}
          placeholder={t("placeholder")}
          aria-autocomplete="list"
          aria-controls={listOpen ? listId : undefined}
          aria-activedescendant={listOpen ? optionId(listId, picker.active) : undefined}
          maxLength={MESSAGE_MAX_CHARS}
          value={text}
          onChange={(event) => onTextChange(event.target.value)}
          onKeyDown={onKeyDown}
          className="field-sizing-content block max-h-[40dvh] min-h-12 w-full resize-none bg-transparent px-3.5 pt-3 pb-1 text-[0.9375rem] leading-6 outline-none"
        />
        <div className="flex items-center gap-1 p-1.5">
          {children}
          <span className="flex-1" />
          {running ? (
            <IconButton label={t("stop")} variant="outline" onClick={stop}>
              <Square aria-hidden fill="currentColor" className="size-3!" />
            </IconButton>
          ) : (
            <IconButton type="submit" label={t("send")} variant="primary" disabled={!sendable}>
              <ArrowUp aria-hidden />
            </IconButton>
          )}
        </div>
      </div>
    </form>
  );
}
