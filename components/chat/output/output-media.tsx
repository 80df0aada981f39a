"use client";

import { useTranslations } from "next-intl";
import { DownloadButton } from "./download-button.tsx";
import { mediaUrl } from "./media.ts";

type OutputMediaProps = { kind: "image" | "audio"; data: string; mimeType: string; name: string };

/** A picture or a sound out of the answer itself; nothing is loaded from elsewhere. */
export function OutputMedia({ kind, data, mimeType, name }: OutputMediaProps) {
  const t = useTranslations("content");
  const url = mediaUrl(kind, data);
  if (url === null)
    return (
      <div className="flex flex-wrap items-center gap-2">
        <p className="text-muted text-sm">{t(`notShown.${kind}`, { type: mimeType })}</p>
        <DownloadButton name={name} content={{ base64: data }} />
      </div>
    );
  if (kind === "audio")
    return (
      // biome-ignore lint/a11y/useMediaCaption: a server gives no captions for a sound
      <audio controls preload="metadata" src={url} aria-label={name || t("audio")} className="w-full max-w-md" />
    );
  return (
    // biome-ignore lint/performance/noImgElement: the picture is in the address; there is nothing to optimise
    <img src={url} alt={name || t("image")} className="max-h-96 max-w-full rounded-md border border-line" />
  );
}
