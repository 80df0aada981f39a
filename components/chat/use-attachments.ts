"use client";

import { useEffect, useState } from "react";
import type { AttachmentChip } from "#lib/chat/types.ts";

/** What was taken for the next message and not yet sent, kept for this tab under `key` through reloads. */
export function useAttachments(key: string): [AttachmentChip[], (chips: AttachmentChip[]) => void] {
  const [chips, setChips] = useState<AttachmentChip[]>([]);
  const entry = `patchbay.attachments.${key}`;
  useEffect(() => {
    const kept = sessionStorage.getItem(entry);
    if (kept) setChips((now) => (now.length > 0 ? now : (JSON.parse(kept) as AttachmentChip[])));
  }, [entry]);
  const keep = (next: AttachmentChip[]) => {
    setChips(next);
    if (next.length > 0) sessionStorage.setItem(entry, JSON.stringify(next));
    else sessionStorage.removeItem(entry);
  };
  return [chips, keep];
}
