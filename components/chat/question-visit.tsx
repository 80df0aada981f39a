import { ExternalLink, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import { addressParts } from "./question-values.ts";
import { VisibleText } from "./visible-text.tsx";

/** Where a server sends the person: the whole address, whose it is, and the way there, which is theirs to take. */
export function QuestionVisit({ url, inert }: { url: string; inert: boolean }) {
  const t = useTranslations("questions");
  const { before, host, after, isDisguised } = addressParts(url);
  const words = (
    <>
      <ExternalLink aria-hidden />
      {t("open", { host })}
    </>
  );
  return (
    <div className="space-y-3">
      <p className="wrap-anywhere rounded-md border border-line bg-sunken px-3 py-2 font-mono text-sm">
        <span className="text-muted">
          <VisibleText text={before} />
        </span>
        <strong>
          <VisibleText text={host} />
        </strong>
        <span className="text-muted">
          <VisibleText text={after} />
        </span>
      </p>
      {isDisguised && (
        <p className="flex gap-2 text-sm text-warning">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {t("disguised", { host })}
        </p>
      )}
      {url.startsWith("http:") && (
        <p className="flex gap-2 text-sm text-warning">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {t("unencrypted")}
        </p>
      )}
      {inert ? (
        <Button disabled>{words}</Button>
      ) : (
        <a href={url} target="_blank" rel="noopener noreferrer nofollow" className={buttonClass("primary")}>
          {words}
        </a>
      )}
    </div>
  );
}
