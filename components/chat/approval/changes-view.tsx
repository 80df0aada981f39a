"use client";

import { diffWordsWithSpace, type Change as Part } from "diff";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { VisibleText } from "../visible-text.tsx";
import { type Change, changesBetween } from "./changes.ts";
import { conceal } from "./conceal.ts";
import { ShowAll } from "./show-all.tsx";

/** Comparing word by word is given up after this; then both versions are shown whole. */
const DIFF_MS = 100;
/** What stays the same between two differences is shortened to its ends. */
const SAME_CHARS = 120;
const KEPT_CHARS = 40;
/** What is new or gone and longer than this is folded to its first characters. */
const LONG_CHARS = 400;
const FOLDED_CHARS = 280;

type ChangesViewProps = { before: unknown; now: unknown; hideSecrets?: boolean };

/** What is not as it was, field by field. Loaded when it is needed: comparing texts takes a library. */
export function ChangesView({ before, now, hideSecrets = false }: ChangesViewProps) {
  const t = useTranslations("approvals.changes");
  const changes = changesBetween(before, now);
  if (changes.length === 0) return <p className="text-muted text-sm">{t("none")}</p>;
  const shown = (value: string, path: string) => (hideSecrets ? conceal(value, path) : value);
  return (
    <dl className="grid divide-y divide-line overflow-hidden rounded-md border border-line text-sm sm:grid-cols-[fit-content(40%)_minmax(0,1fr)]">
      {changes.map((change) => (
        <div key={change.path} className="grid gap-x-3 px-3 py-1.5 sm:col-span-2 sm:grid-cols-subgrid">
          <dt className="wrap-anywhere min-w-24 font-mono text-muted">
            <VisibleText text={change.path === "" ? t("whole") : change.path} />
          </dt>
          <dd className="wrap-anywhere min-w-0 whitespace-pre-wrap font-mono">
            <ChangedValue change={change} shown={(value) => shown(value, change.path)} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function ChangedValue({ change, shown }: { change: Change; shown: (value: string) => string }) {
  const t = useTranslations("approvals.changes");
  if (change.kind === "added")
    return (
      <>
        <span className="sr-only">{t("added")} </span>
        <Added text={shown(change.now)} />
      </>
    );
  if (change.kind === "removed")
    return (
      <>
        <span className="sr-only">{t("removed")} </span>
        <Removed text={shown(change.before)} />
      </>
    );
  const [before, now] = [shown(change.before), shown(change.now)];
  const parts = before === now ? null : diffWordsWithSpace(before, now, { timeout: DIFF_MS });
  if (!parts || !isAlike(parts))
    return (
      <>
        <Removed text={before} />
        <span className="text-muted"> → </span>
        <Added text={now} />
      </>
    );
  return parts.map((part, index) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one comparison neither move nor change
    if (part.added) return <Added key={index} text={part.value} />;
    // biome-ignore lint/suspicious/noArrayIndexKey: as above
    if (part.removed) return <Removed key={index} text={part.value} />;
    // biome-ignore lint/suspicious/noArrayIndexKey: as above
    return <VisibleText key={index} text={shortened(part.value)} />;
  });
}

/** Whether there is enough left of the old text for differences to be read between it. */
function isAlike(parts: Part[]): boolean {
  const count = (fits: (part: Part) => boolean) =>
    parts.filter(fits).reduce((sum, { value }) => sum + value.trim().length, 0);
  return count((part) => !part.added && !part.removed) >= count((part) => part.removed) / 2;
}

function shortened(text: string): string {
  return text.length <= SAME_CHARS ? text : `${text.slice(0, KEPT_CHARS)} … ${text.slice(-KEPT_CHARS)}`;
}

/** A long text in part, until one asks for all of it. */
function Folded({ text }: { text: string }) {
  const t = useTranslations("approvals.arguments");
  const [all, setAll] = useState(false);
  if (all || text.length <= LONG_CHARS) return <VisibleText text={text} />;
  return (
    <>
      <VisibleText text={text.slice(0, FOLDED_CHARS).replace(/[\ud800-\udbff]$/, "")} />
      <ShowAll label={t("showAllCharacters", { count: text.length })} onClick={() => setAll(true)} />
    </>
  );
}

function Added({ text }: { text: string }) {
  return (
    <ins className="rounded-xs bg-success-tint text-success underline decoration-1 underline-offset-2">
      <Folded text={text} />
    </ins>
  );
}

function Removed({ text }: { text: string }) {
  return (
    <del className="rounded-xs bg-danger-tint text-danger line-through decoration-1">
      <Folded text={text} />
    </del>
  );
}
