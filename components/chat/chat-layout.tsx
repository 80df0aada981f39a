"use client";

import { ArrowDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useRef } from "react";
import { IconButton } from "#components/ui/icon-button.tsx";
import { useScrollFollow } from "./use-scroll-follow.ts";

type ChatLayoutProps = {
  children: ReactNode;
  composer: ReactNode;
  /** How often the reader has said something on this page. */
  sent: number;
};

/** Messages that scroll, and the composer that stays below them. */
export function ChatLayout({ children, composer, sent }: ChatLayoutProps) {
  const t = useTranslations("chat");
  const container = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const { atEnd, follow } = useScrollFollow(container, content, sent);
  return (
    <div className="flex h-full flex-col">
      <div
        ref={container}
        className="relative min-h-0 flex-1 overflow-y-auto overscroll-contain [scrollbar-gutter:stable_both-edges]"
      >
        <div ref={content} className="mx-auto w-full max-w-3xl px-4 pt-8 pb-6">
          {children}
          {/* Where the page stands until its code is there. */}
          <div className="[scroll-initial-target:nearest]" />
        </div>
      </div>
      <div className="relative mx-auto w-full max-w-3xl px-4 pb-[max(1rem,env(safe-area-inset-bottom))]">
        {!atEnd && (
          <IconButton label={t("toEnd")} variant="outline" className="-top-11 absolute right-4" onClick={follow}>
            <ArrowDown aria-hidden />
          </IconButton>
        )}
        {composer}
      </div>
    </div>
  );
}
