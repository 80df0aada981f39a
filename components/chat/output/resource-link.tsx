"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useContext, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import type { McpToolResult } from "#lib/mcp/types.ts";
import { ContentProblem } from "../content-problem.tsx";
import { ExternalLink } from "../external-link.tsx";
import { openResource, type Refused } from "../requests.ts";
import { VisibleText } from "../visible-text.tsx";
import { ContentSourceContext } from "./content-source.ts";

type ResourceLinkProps = {
  uri: string;
  name: string;
  description: string;
  /** Shows what came back. */
  children: (content: McpToolResult["content"]) => ReactNode;
};

/** The button that was pressed is gone: whoever pressed it goes on with what it opened. */
function takeKeyboard(section: HTMLElement | null): void {
  section?.focus({ preventScroll: true });
}

/** A link to a resource. Nothing is fetched until one asks; then through the account that the link came by. */
export function ResourceLink({ uri, name, description, children }: ResourceLinkProps) {
  const t = useTranslations("content");
  const source = useContext(ContentSourceContext);
  const [opened, setOpened] = useState<McpToolResult | Refused>();
  const [pending, setPending] = useState(false);
  const open = async () => {
    if (!source) return;
    setPending(true);
    const answer = await openResource(source.connectorId, { ...source, uri });
    setPending(false);
    setOpened(answer.ok ? answer.value : answer);
  };
  const isOpen = opened !== undefined && "content" in opened;
  return (
    <div className="rounded-md border border-line px-3 py-2 text-sm">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <div className="min-w-0 flex-1">
          <p className="wrap-anywhere font-medium">
            <VisibleText text={name || uri} />
          </p>
          {description && (
            <p className="wrap-anywhere text-muted">
              <VisibleText text={description} />
            </p>
          )}
          <p className="wrap-anywhere text-muted text-xs">
            {/^https?:/i.test(uri) ? <ExternalLink href={uri}>{uri}</ExternalLink> : <VisibleText text={uri} />}
          </p>
        </div>
        {source && !isOpen && (
          <Button
            size="sm"
            pending={pending}
            aria-label={t("openName", { name: name || uri })}
            onClick={() => void open()}
          >
            {t("open")}
          </Button>
        )}
      </div>
      <div aria-live="polite" className="not-empty:mt-2">
        {isOpen && (
          <section
            ref={takeKeyboard}
            tabIndex={-1}
            aria-label={t("contentOf", { name: name || uri })}
            className="space-y-2 focus-visible:outline-none"
          >
            {children(opened.content)}
            {opened.content.length === 0 && <p className="text-muted">{t("noContent")}</p>}
          </section>
        )}
        {opened && !("content" in opened) && <ContentProblem problem={opened} />}
      </div>
    </div>
  );
}
