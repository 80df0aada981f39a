"use client";

import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import type { McpToolResult } from "#lib/mcp/types.ts";
import { JsonTree } from "./json-tree.tsx";
import { type ContentSource, ContentSourceContext } from "./output/content-source.ts";
import { DownloadButton } from "./output/download-button.tsx";
import { OutputBlocks } from "./output/output-block.tsx";

type ToolOutputProps = {
  result: McpToolResult;
  /** Through which account it came; left out: links in it cannot be opened. */
  source?: ContentSource | null;
};

/** What a tool gave back, as data: nothing in it is markup, nothing is loaded from elsewhere. */
export function ToolOutput({ result, source = null }: ToolOutputProps) {
  const t = useTranslations("chat.output");
  const words = useTranslations("content");
  const isEmpty = result.content.length === 0 && result.structuredContent === undefined;
  return (
    <ContentSourceContext value={source}>
      <div className="space-y-2">
        {result.isError && (
          <Callout tone="danger" title={t("isError")}>
            {result.errorCode !== undefined && t("errorCode", { code: String(result.errorCode) })}
          </Callout>
        )}
        <OutputBlocks content={result.content} />
        {result.structuredContent !== undefined && (
          <div className="space-y-1">
            <p className="text-muted text-sm">{t("structured")}</p>
            <JsonTree value={result.structuredContent} />
          </div>
        )}
        {result.omitted?.includes("structuredContent") && <Callout tone="warning">{t("tooLarge")}</Callout>}
        {isEmpty ? (
          <p className="text-muted text-sm">{t("empty")}</p>
        ) : (
          <DownloadButton
            name="result.json"
            content={{ text: JSON.stringify(result, null, 2) }}
            label={words("downloadResult")}
          />
        )}
      </div>
    </ContentSourceContext>
  );
}
