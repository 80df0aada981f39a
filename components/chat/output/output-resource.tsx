"use client";

import { useTranslations } from "next-intl";
import { VisibleText } from "../visible-text.tsx";
import { DownloadButton } from "./download-button.tsx";
import { mediaUrl } from "./media.ts";
import { OutputMedia } from "./output-media.tsx";
import { OutputText } from "./output-text.tsx";

/** A resource with its content: a text, a picture, a sound, or bytes to save. */
export function OutputResource({ resource }: { resource: Record<string, unknown> }) {
  const t = useTranslations("content");
  const uri = String(resource.uri ?? "");
  const mimeType = typeof resource.mimeType === "string" ? resource.mimeType : "";
  const { text, blob } = resource;
  return (
    <div className="space-y-1.5">
      <p className="wrap-anywhere text-muted text-sm">
        <VisibleText text={mimeType ? `${uri} · ${mimeType}` : uri} />
      </p>
      {typeof text === "string" && (
        <>
          <OutputText text={text} mimeType={mimeType} />
          <DownloadButton name={uri} content={{ text }} />
        </>
      )}
      {typeof blob === "string" && <Blob blob={blob} uri={uri} mimeType={mimeType} />}
      {typeof text !== "string" && typeof blob !== "string" && <p className="text-muted text-sm">{t("noContent")}</p>}
    </div>
  );
}

function Blob({ blob, uri, mimeType }: { blob: string; uri: string; mimeType: string }) {
  const t = useTranslations("content");
  const kind = (["image", "audio"] as const).find((each) => mediaUrl(each, blob) !== null);
  if (kind) return <OutputMedia kind={kind} data={blob} mimeType={mimeType} name={uri} />;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <p className="text-muted text-sm">{t("bytes", { size: Math.ceil((blob.length * 3) / 4 / 1024) })}</p>
      <DownloadButton name={uri} content={{ base64: blob }} />
    </div>
  );
}
