"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { Message } from "#lib/chat/types.ts";
import { useMessageActions } from "./message-actions.ts";

type MessageToolbarProps = {
  message: Message;
  /** What is copied, and how the button says so; nothing to copy: null. */
  copy: { text: string; label: string } | null;
  className?: string;
  children?: ReactNode;
};

/** Below a message: which version it is, always; copying it and the rest on hover, on focus, and where there is no hover. */
export function MessageToolbar({ message, copy, className = "", children }: MessageToolbarProps) {
  const common = useTranslations("common");
  return (
    <div className={`flex min-h-7 items-center gap-0.5 ${className}`}>
      {message.versions && <VersionSwitch id={message.id} versions={message.versions} />}
      <div className="flex items-center gap-0.5 opacity-0 transition-opacity focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100">
        {copy && (
          <CopyButton
            text={copy.text}
            label={copy.label}
            copiedLabel={common("copied")}
            failedLabel={common("notCopied")}
          />
        )}
        {children}
      </div>
    </div>
  );
}

/** Goes through the versions of a message; what followed each comes with it. */
function VersionSwitch({ id, versions }: { id: number; versions: number[] }) {
  const t = useTranslations("transcript");
  const { show } = useMessageActions();
  const at = versions.indexOf(id);
  const button = (label: string, to: number | undefined, icon: ReactNode) => (
    <ChangeButton label={label} unavailable={to === undefined} onClick={() => to !== undefined && show(to)}>
      {icon}
    </ChangeButton>
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form
    <div
      role="group"
      aria-label={t("versions")}
      className="flex shrink-0 items-center whitespace-nowrap text-muted text-sm tabular-nums"
    >
      {button(t("earlier"), versions[at - 1], <ChevronLeft aria-hidden />)}
      <span role="status">
        <span aria-hidden>
          {at + 1} / {versions.length}
        </span>
        <span className="sr-only">{t("version", { index: at + 1, count: versions.length })}</span>
      </span>
      {button(t("later"), versions[at + 1], <ChevronRight aria-hidden />)}
    </div>
  );
}

type ChangeButtonProps = { label: string; unavailable?: boolean; onClick: () => void; children: ReactNode };

/** A button that changes what was said. While an answer is being worked out it says why it does not. */
export function ChangeButton({ label, unavailable = false, onClick, children }: ChangeButtonProps) {
  const t = useTranslations("transcript");
  const { running } = useMessageActions();
  return (
    <IconButton
      label={label}
      title={running ? t("notWhileRunning") : label}
      size="sm"
      aria-disabled={running || unavailable || undefined}
      onClick={() => (running ? toast.message(t("notWhileRunning")) : onClick())}
    >
      {children}
    </IconButton>
  );
}
