"use client";

import { FileText, FolderInput, MessageSquareText } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useId, useState } from "react";
import { Input } from "#components/ui/input.tsx";
import type { Offers } from "#lib/connections/offers.ts";
import type { Fillable } from "./offer-form.tsx";
import type { Wanted } from "./requests.ts";
import { VisibleText } from "./visible-text.tsx";

type OfferListProps = {
  offers: Offers;
  connectorName: string;
  disabled: boolean;
  /** Taken as it is. */
  onTake: (wanted: Wanted, name: string) => void;
  /** Needs something filled in first. */
  onFill: (form: Fillable) => void;
};

type Offer = { key: string; title: string; detail: string; icon: ReactNode; choose: () => void };

/** What a connector offers, by kind, with a search over all of it. */
export function OfferList({ offers, connectorName, disabled, onTake, onFill }: OfferListProps) {
  const t = useTranslations("content");
  const [filter, setFilter] = useState("");
  const wanted = filter.trim().toLowerCase();
  const groups = groupsOf(offers, onTake, onFill).map(({ kind, all }) => ({
    kind,
    shown: all.filter(({ title, detail }) => `${title} ${detail}`.toLowerCase().includes(wanted)),
    all,
  }));
  const isCut = offers.prompts.isCut || offers.resources.isCut || offers.templates.isCut;
  if (groups.every(({ all }) => all.length === 0))
    return <p className="text-muted">{t("nothing", { connector: connectorName })}</p>;
  return (
    <>
      <Input
        type="search"
        // What was clicked to get here is gone; with a finger a keyboard over half the window is not what one asked for.
        autoFocus={window.matchMedia("(pointer: fine)").matches}
        aria-label={t("search")}
        placeholder={t("search")}
        value={filter}
        onChange={(event) => setFilter(event.target.value)}
      />
      {groups.every(({ shown }) => shown.length === 0) && (
        <p role="status" className="text-muted">
          {t("nothingFound")}
        </p>
      )}
      {groups.map(
        ({ kind, shown }) =>
          shown.length > 0 && <OfferGroup key={kind} title={t(kind)} offers={shown} disabled={disabled} />,
      )}
      {isCut && <p className="text-muted text-sm">{t("cut")}</p>}
    </>
  );
}

function OfferGroup({ title, offers, disabled }: { title: string; offers: Offer[]; disabled: boolean }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="space-y-1">
      <h3 id={id} className="text-muted text-sm">
        {title}
      </h3>
      <ul className="divide-y divide-line rounded-lg border border-line">
        {offers.map(({ key, title: name, detail, icon, choose }) => (
          <li key={key}>
            <button
              type="button"
              aria-disabled={disabled || undefined}
              onClick={() => !disabled && choose()}
              className="flex w-full items-start gap-3 rounded-md px-3 py-2 text-left hover:bg-hover aria-disabled:opacity-55 [&_svg]:mt-0.5 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted"
            >
              {icon}
              <span className="min-w-0 flex-1">
                <span className="wrap-anywhere block font-medium">
                  <VisibleText text={name} />
                </span>
                {detail && (
                  <span className="wrap-anywhere line-clamp-2 text-muted text-sm">
                    <VisibleText text={detail} />
                  </span>
                )}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function groupsOf(
  { prompts, resources, templates }: Offers,
  onTake: OfferListProps["onTake"],
  onFill: OfferListProps["onFill"],
): { kind: "prompts" | "resources" | "templates"; all: Offer[] }[] {
  return [
    {
      kind: "prompts",
      all: prompts.items.map(({ name, title = name, description = "", arguments: fields }) => ({
        key: name,
        title,
        detail: description,
        icon: <MessageSquareText aria-hidden />,
        choose: () =>
          fields.length === 0
            ? onTake({ prompt: name, name: title || name, arguments: {} }, title)
            : onFill({ kind: "prompt", name, title: title || name, description, fields }),
      })),
    },
    {
      kind: "resources",
      all: resources.items.map(({ uri, name, title = name, description = "" }) => ({
        key: uri,
        title: title || uri,
        detail: description || uri,
        icon: <FileText aria-hidden />,
        choose: () => onTake({ uri, name: title || uri.slice(0, 256) }, title || uri),
      })),
    },
    {
      kind: "templates",
      all: templates.items.map(({ uriTemplate, name, title = name, description = "", variables }) => ({
        key: uriTemplate,
        title: title || uriTemplate,
        detail: description || uriTemplate,
        icon: <FolderInput aria-hidden />,
        choose: () =>
          onFill({
            kind: "template",
            name: uriTemplate,
            title: title || uriTemplate.slice(0, 256),
            description,
            fields: variables.map((variable) => ({ name: variable, required: true })),
          }),
      })),
    },
  ];
}
