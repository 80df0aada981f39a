import { useTranslations } from "next-intl";
import { ExternalLink } from "#components/chat/external-link.tsx";
import { VisibleText } from "#components/chat/visible-text.tsx";
import { Card } from "#components/ui/card.tsx";
import type { ServerInfo } from "#lib/mcp/server-info.ts";

/** What a server says of itself: its own words, shown as such and nothing in them hidden. */
export function ServerWords({ server }: { server: ServerInfo }) {
  const t = useTranslations("content");
  const { name, title, version, websiteUrl, instructions } = server;
  return (
    <Card className="space-y-3 px-4 py-3">
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5">
        <dt className="text-muted">{t("server")}</dt>
        <dd className="wrap-anywhere">
          <VisibleText text={[title ?? name, version].filter(Boolean).join(" ")} />
        </dd>
        {websiteUrl && (
          <>
            <dt className="text-muted">{t("website")}</dt>
            <dd className="wrap-anywhere">
              <ExternalLink href={websiteUrl}>{websiteUrl}</ExternalLink>
            </dd>
          </>
        )}
      </dl>
      <section className="space-y-1">
        <h3 className="text-muted">{t("instructions")}</h3>
        {instructions ? (
          <blockquote className="wrap-anywhere whitespace-pre-wrap rounded-md border border-line bg-sunken px-3 py-2 text-sm">
            <VisibleText text={instructions} />
          </blockquote>
        ) : (
          <p className="text-sm">{t("noInstructions")}</p>
        )}
      </section>
    </Card>
  );
}
