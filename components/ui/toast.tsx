"use client";

import { useEffect, useState } from "react";

type Kind = "success" | "error" | "message";

async function show(kind: Kind, text: string): Promise<void> {
  const { toast } = await import("sonner");
  toast[kind](text);
}

/** Short news at the edge of the window, announced to screen readers. The code behind it loads with the first one. */
export const toast = {
  success: (text: string): void => void show("success", text),
  error: (text: string): void => void show("error", text),
  message: (text: string): void => void show("message", text),
};

/** Ours, which follow light and dark, in the places of the library's own. */
const COLORS = {
  fontFamily: "inherit",
  "--normal-bg": "var(--neutral-raised)",
  "--normal-text": "var(--neutral-text)",
  "--normal-border": "var(--neutral-line)",
  "--gray4": "var(--neutral-line)",
  "--gray2": "var(--neutral-hover)",
} as React.CSSProperties;

/** Where toasts appear; once in the document. At the top: what one does next is mostly at the bottom of the page. */
export function Toaster({ label, closeLabel }: { label: string; closeLabel: string }) {
  const [Sonner, setSonner] = useState<typeof import("sonner")["Toaster"]>();
  useEffect(() => {
    const load = async () => {
      const loaded = await import("sonner");
      setSonner(() => loaded.Toaster);
    };
    const idle = window.requestIdleCallback ?? ((run: () => void) => window.setTimeout(run, 500));
    idle(() => void load());
  }, []);
  if (!Sonner) return null;
  return (
    <Sonner
      containerAriaLabel={label}
      position="top-right"
      closeButton
      style={COLORS}
      toastOptions={{ closeButtonAriaLabel: closeLabel }}
    />
  );
}
