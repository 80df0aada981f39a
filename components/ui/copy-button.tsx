"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { putOnClipboard } from "./clipboard.ts";
import { IconButton } from "./icon-button.tsx";
import { toast } from "./toast.tsx";

const SHOWN_MS = 2000;

type CopyButtonProps = { text: string; label: string; copiedLabel: string; failedLabel: string; className?: string };

/** Puts a text on the clipboard and says so, or that it could not. */
export function CopyButton({ text, label, copiedLabel, failedLabel, className }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    if (await putOnClipboard(text)) setCopied(true);
    else toast.error(failedLabel);
  };
  return (
    <>
      <IconButton label={label} size="sm" className={className} onClick={() => void copy()}>
        {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
      </IconButton>
      <span role="status" className="sr-only">
        {copied ? copiedLabel : ""}
      </span>
    </>
  );
}
