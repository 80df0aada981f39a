"use client";

import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Markdown } from "../markdown.tsx";
import { visibleParts } from "../visible-parts.ts";
import { VisibleText } from "../visible-text.tsx";
import { DataOutput, TableOr } from "./data-output.tsx";
import { tableInText } from "./table-in.ts";

/** Characters of a text shown before one asks for all of it. */
const PREVIEW_CHARS = 4_000;
/** A longer text is not read as JSON or Markdown: it would take the page a while. */
const READABLE_CHARS = 200_000;
/** Headings, lists, fences, tables, emphasis: something that reads better set than plain. */
const MARKDOWN = /^(#{1,6} |[-*] |\d+\. |```|> |\|.*\|)|\*\*\S|\]\(https?:/m;

/** A text as it came. JSON opens as a tree, rows as a table; what looks like Markdown can be read as such. */
export function OutputText({ text, mimeType = "" }: { text: string; mimeType?: string }) {
  const t = useTranslations("content");
  const [isSet, setSet] = useState(false);
  const json = useMemo(() => jsonIn(text), [text]);
  const table = useMemo(
    () => (json === undefined && text.length <= READABLE_CHARS ? tableInText(text, mimeType) : null),
    [json, text, mimeType],
  );
  if (json !== undefined) return <DataOutput value={json} />;
  if (table)
    return (
      <TableOr table={table}>
        <PlainText text={text} />
      </TableOr>
    );
  const isReadable = text.length <= READABLE_CHARS && visibleParts(text).every((part) => !part.hidden);
  const canBeSet = isReadable && (/markdown/i.test(mimeType) || MARKDOWN.test(text));
  return (
    <div className="space-y-1">
      {isSet && canBeSet ? (
        <div className="relative max-h-96 overflow-y-auto rounded-md border border-line bg-surface px-3 py-2 text-sm">
          <Markdown text={text} />
        </div>
      ) : (
        <PlainText text={text} />
      )}
      {canBeSet && (
        <Button size="sm" variant="ghost" className="text-muted" aria-pressed={isSet} onClick={() => setSet(!isSet)}>
          {t("formatted")}
        </Button>
      )}
    </div>
  );
}

function PlainText({ text }: { text: string }) {
  const t = useTranslations("chat.output");
  const [whole, setWhole] = useState(text.length <= PREVIEW_CHARS);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by the keyboard
    <div tabIndex={0} className="relative max-h-96 overflow-y-auto rounded-md border border-line bg-sunken px-3 py-2">
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

/** The object or list that a text is; undefined for every other text. */
function jsonIn(text: string): object | undefined {
  if (text.length > READABLE_CHARS || !/^\s*[{[]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
