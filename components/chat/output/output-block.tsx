"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Disclosure } from "#components/ui/disclosure.tsx";
import type { McpContentBlock } from "#lib/mcp/types.ts";
import { JsonTree } from "../json-tree.tsx";
import { OutputMedia } from "./output-media.tsx";
import { OutputResource } from "./output-resource.tsx";
import { OutputText } from "./output-text.tsx";
import { ResourceLink } from "./resource-link.tsx";

/** Pieces of content in their order, as data: nothing in them is markup, nothing is loaded from elsewhere. */
export function OutputBlocks({ content }: { content: readonly McpContentBlock[] }): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: content never changes once it is there
  return content.map((block, index) => <OutputBlock key={index} block={block} />);
}

function OutputBlock({ block }: { block: McpContentBlock }) {
  const t = useTranslations("content");
  if (!isForAssistantAlone(block)) return <BlockContent block={block} />;
  return (
    <Disclosure label={t("forAssistant")} buttonClassName="text-muted text-sm" panelClassName="pt-2">
      <BlockContent block={block} />
    </Disclosure>
  );
}

function BlockContent({ block }: { block: McpContentBlock }) {
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
    case "audio":
      return (
        <OutputMedia
          kind={block.type}
          data={block.data}
          mimeType={block.mimeType}
          name={text(block.title) || text(block.name)}
        />
      );
    case "resource":
      return <OutputResource resource={block.resource} />;
    case "resource_link":
      return (
        <ResourceLink
          uri={block.uri}
          name={text(block.title) || text(block.name)}
          description={text(block.description)}
        >
          {(content) => <OutputBlocks content={content} />}
        </ResourceLink>
      );
    case "unknown":
      return <JsonTree value={block.block} />;
    case "omitted":
      return <p className="text-muted text-sm">{t(`omitted.${block.reason}`)}</p>;
  }
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** `annotations.audience` (2025-03-26) names the assistant and not the user. */
function isForAssistantAlone(block: McpContentBlock): boolean {
  const { annotations, resource } = block as { annotations?: unknown; resource?: { annotations?: unknown } };
  const { audience } = (annotations ?? resource?.annotations ?? {}) as { audience?: unknown };
  return Array.isArray(audience) && audience.includes("assistant") && !audience.includes("user");
}
