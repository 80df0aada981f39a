"use client";

import { FileText, MessageSquareText } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useContext } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import type { Attachment } from "#lib/chat/types.ts";
import { ContentSourceContext } from "./output/content-source.ts";
import { PageReadingContext } from "./page-reading.ts";
import { giveAttachmentAnyway } from "./requests.ts";
import { VisibleText } from "./visible-text.tsx";

const Withheld = dynamic(async () => (await import("./withheld.tsx")).Withheld);
const OutputBlocks = dynamic(async () => (await import("./output/output-block.tsx")).OutputBlocks);

/** What went along with a message, to look into. */
export function AttachmentDetails({ attachment }: { attachment: Attachment }) {
  const t = useTranslations("content");
  const { conversationId } = useContext(PageReadingContext);
  const inspection = useTranslations("inspection");
  const { id, name, kind, connector, account, content, findings = [], isGivenAnyway = false } = attachment;
  const isSuspicious = findings.some(({ severity }) => severity === "high");
  const Icon = kind === "prompt" ? MessageSquareText : FileText;
  const source = { connectorId: connector.id, connectionId: account.id, conversationId };
  return (
    <Disclosure
      className="rounded-lg border border-line bg-surface text-left"
      panelClassName=""
      buttonClassName="w-full px-3 py-1.5 text-sm [&_svg]:size-4 [&_svg]:shrink-0"
      label={
        <>
          <Icon aria-hidden className="text-muted" />
          <span className="min-w-0 flex-1 truncate">
            <VisibleText text={name} />
          </span>
          {isSuspicious && <Badge tone="warning">{inspection("suspicious")}</Badge>}
          <span className="shrink-0 font-normal text-muted max-sm:hidden">{connector.name}</span>
        </>
      }
    >
      <div className="space-y-2 border-line border-t px-3 py-3">
        <p className="wrap-anywhere text-muted text-sm">
          {t("from", { connector: connector.name, account: account.name ?? t("yourAccount") })}
        </p>
        {isSuspicious && conversationId !== null && (
          <Withheld
            from="attachment"
            findings={findings}
            isGivenAnyway={isGivenAnyway}
            onGive={() => giveAttachmentAnyway(conversationId, id)}
          />
        )}
        <ContentSourceContext value={source}>
          <OutputBlocks content={content.content} />
        </ContentSourceContext>
      </div>
    </Disclosure>
  );
}
