"use client";

import { useTranslations } from "next-intl";
import { Fragment, type ReactNode, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Input } from "#components/ui/input.tsx";
import { SettingsList } from "./settings-row.tsx";

/** Rows shown at once. */
const PORTION = 25;
/** From so many on there is something to search. */
const LONG = 10;

export type LongListItem = {
  key: string;
  /** What it is found by. */
  words: string;
  /** A SettingsRow. */
  row: ReactNode;
};

/** A list that may have hundreds of rows: shown in portions, and searched once it is long. */
export function LongList({ label, search, items }: { label: string; search: string; items: readonly LongListItem[] }) {
  const t = useTranslations("common.list");
  const [words, setWords] = useState("");
  const [shown, setShown] = useState(PORTION);
  const wanted = words.trim().toLocaleLowerCase();
  const found = items.filter((item) => item.words.toLocaleLowerCase().includes(wanted));
  const isLong = items.length > LONG;
  return (
    <div className="space-y-3">
      {isLong && (
        <Input
          type="search"
          aria-label={search}
          placeholder={search}
          value={words}
          onChange={({ target }) => setWords(target.value)}
        />
      )}
      {found.length > 0 && (
        <SettingsList label={label}>
          {found.slice(0, shown).map(({ key, row }) => (
            <Fragment key={key}>{row}</Fragment>
          ))}
        </SettingsList>
      )}
      {isLong && (
        <p role="status" className="text-muted text-sm">
          {t("shown", { shown: Math.min(shown, found.length), count: found.length })}
        </p>
      )}
      {found.length > shown && <Button onClick={() => setShown(shown + PORTION)}>{t("more")}</Button>}
    </div>
  );
}
