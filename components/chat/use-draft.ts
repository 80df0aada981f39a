"use client";

import { useEffect, useState } from "react";

/** What was typed and not yet sent, kept for this tab under `key` through reloads and visits elsewhere. */
export function useDraft(key: string): [string, (text: string) => void] {
  const [text, setText] = useState("");
  const entry = `patchbay.draft.${key}`;
  useEffect(() => {
    const kept = sessionStorage.getItem(entry);
    // Whatever was typed before hydration counts for more.
    if (kept) setText((typed) => typed || kept);
  }, [entry]);
  const keep = (next: string) => {
    setText(next);
    if (next) sessionStorage.setItem(entry, next);
    else sessionStorage.removeItem(entry);
  };
  return [text, keep];
}
