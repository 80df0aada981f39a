"use client";

import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import type { McpToolResult } from "#lib/mcp/types.ts";
import { type ContentSource, ContentSourceContext } from "./output/content-source.ts";
import { DataOutput } from "./output/data-output.tsx";
import { DownloadButton } from "./output/download-button.tsx";
import { GivenNote } from "./output/given-note.tsx";
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
  const text = textOf(result);
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
            <DataOutput value={result.structuredContent} />
          </div>
        )}
        {result.omitted?.includes("structuredContent") && <Callout tone="warning">{t("tooLarge")}</Callout>}
        <GivenNote result={result} />
        {isEmpty ? (
          <p className="text-muted text-sm">{t("empty")}</p>
        ) : (
          <div className="flex flex-wrap gap-2">
            {text !== null && <DownloadButton name="result.txt" content={{ text }} label={words("downloadText")} />}
            <DownloadButton
              name="result.json"
              content={{ text: JSON.stringify(result, null, 2) }}
              label={words("downloadResult")}
            />
          </div>
        )}
      </div>
    </ContentSourceContext>
  );
}

/** The texts of a result, one after the other; null where there are none. */
function textOf({ content }: McpToolResult): string | null {
  const texts = content.flatMap((block) => (block.type === "text" ? [block.text] : []));
  return texts.length > 0 ? texts.join("\n") : null;
}
