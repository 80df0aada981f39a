"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import type { McpContentBlock, McpToolResult } from "#lib/mcp/types.ts";
import { ExternalLink } from "./external-link.tsx";
import { JsonTree } from "./json-tree.tsx";
import { VisibleText } from "./visible-text.tsx";

/** Characters of a text shown before one asks for all of it. */
const PREVIEW_CHARS = 4_000;
/** Formats a browser draws without running anything; SVG is not among them. */
const IMAGE_TYPES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"]);
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** What a tool gave back, as data: nothing in it is markup, nothing is loaded from elsewhere. */
export function ToolOutput({ result }: { result: McpToolResult }) {
  const t = useTranslations("chat.output");
  return (
    <div className="space-y-2">
      {result.isError && (
        <Callout tone="danger" title={t("isError")}>
          {result.errorCode !== undefined && t("errorCode", { code: String(result.errorCode) })}
        </Callout>
      )}
      {result.content.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a result never changes once it is there
        <OutputBlock key={index} block={block} />
      ))}
      {result.structuredContent !== undefined && (
        <div className="space-y-1">
          <p className="text-muted text-sm">{t("structured")}</p>
          <JsonTree value={result.structuredContent} />
        </div>
      )}
      {result.content.length === 0 && result.structuredContent === undefined && (
        <p className="text-muted text-sm">{t("empty")}</p>
      )}
      {result.omitted?.includes("structuredContent") && <Callout tone="warning">{t("tooLarge")}</Callout>}
      {result.outputCheck && (
        <Callout tone="warning" title={t(`outputCheck.${result.outputCheck.outcome}`)}>
          {result.outputCheck.outcome === "mismatch"
            ? result.outputCheck.detail && <VisibleText text={result.outputCheck.detail} />
            : t(`outputCheck.${result.outputCheck.reason}`)}
        </Callout>
      )}
    </div>
  );
}

function OutputBlock({ block }: { block: McpContentBlock }) {
  const t = useTranslations("chat.output");
  switch (block.type) {
    case "text":
      return (
        <>
          <OutputText text={block.text} />
          {block.truncated && <p className="text-muted text-sm">{t("tooLarge")}</p>}
        </>
      );
    case "image":
      return <OutputImage data={block.data} mimeType={block.mimeType} />;
    case "audio":
      return <p className="text-muted text-sm">{t("audio", { type: block.mimeType })}</p>;
    case "resource": {
      const { text, uri } = block.resource as { text?: unknown; uri?: unknown };
      return (
        <div className="space-y-1">
          <p className="wrap-anywhere text-muted text-sm">
            <VisibleText text={String(uri ?? "")} />
          </p>
          {typeof text === "string" ? <OutputText text={text} /> : <p className="text-muted text-sm">{t("binary")}</p>}
        </div>
      );
    }
    case "resource_link":
      return (
        <p className="wrap-anywhere text-sm">
          <ExternalLink href={block.uri}>
            <VisibleText text={typeof block.name === "string" ? block.name : block.uri} />
          </ExternalLink>
        </p>
      );
    case "unknown":
      return <JsonTree value={block.block} />;
    case "omitted":
      return <p className="text-muted text-sm">{t(`omitted.${block.reason}`)}</p>;
  }
}

function OutputText({ text }: { text: string }) {
  const t = useTranslations("chat.output");
  const [whole, setWhole] = useState(text.length <= PREVIEW_CHARS);
  return (
    <div className="max-h-96 overflow-y-auto rounded-md border border-line bg-sunken px-3 py-2">
      <p className="wrap-anywhere whitespace-pre-wrap font-mono text-sm">
        <VisibleText text={whole ? text : text.slice(0, PREVIEW_CHARS)} />
      </p>
      {!whole && (
        <Button size="sm" className="mt-2" onClick={() => setWhole(true)}>
          {t("showAll", { count: text.length })}
        </Button>
      )}
    </div>
  );
}

function OutputImage({ data, mimeType }: { data: string; mimeType: string }) {
  const t = useTranslations("chat.output");
  if (!IMAGE_TYPES.has(mimeType) || !BASE64.test(data))
    return <p className="text-muted text-sm">{t("imageNotShown", { type: mimeType })}</p>;
  return (
    // biome-ignore lint/performance/noImgElement: the picture is in the address; there is nothing to optimise
    <img
      src={`data:${mimeType};base64,${data}`}
      alt={t("image")}
      className="max-h-96 max-w-full rounded-md border border-line"
    />
  );
}
