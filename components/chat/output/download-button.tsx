"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";

type DownloadButtonProps = { name: string; content: { text: string } | { base64: string }; label?: string };

/** Saves a piece of content as a file. It is never opened on our own origin: whatever it is, it is bytes. */
export function DownloadButton({ name, content, label }: DownloadButtonProps) {
  const t = useTranslations("content");
  const save = () => {
    const bytes = "text" in content ? content.text : bytesOf(content.base64);
    const url = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = fileName(name);
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  };
  return (
    <Button size="sm" onClick={save}>
      <Download aria-hidden />
      {label ?? t("download")}
    </Button>
  );
}

/** A server's name for a file without what could mislead about its place or its kind. */
export function fileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? "";
  const plain = last.replaceAll(/[^\p{L}\p{N}._ -]+/gu, "_").replace(/^[._ ]+/, "");
  return plain.slice(0, 100) || "content";
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  } catch {
    return new TextEncoder().encode(base64);
  }
}
