"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#lib/platform/cn.ts";
import { VisibleText } from "../visible-text.tsx";
import { sorted, type Table } from "./table-in.ts";

/** Rows shown before one asks for all of them. */
const SHOWN_ROWS = 100;

const CELL = "wrap-break-word min-w-24 max-w-80 px-2.5 py-1.5 align-top";

type Order = { column: number; isDescending: boolean };

/** Rows and columns to look into: sorted by any column, the head always in sight. */
export function DataTable({ table }: { table: Table }) {
  const t = useTranslations("content.table");
  const locale = useLocale();
  const [order, setOrder] = useState<Order | null>(null);
  const [isWhole, setWhole] = useState(table.rows.length <= SHOWN_ROWS);
  const rows = useMemo(
    () => (order ? sorted(table.rows, order.column, order.isDescending, locale) : table.rows),
    [table, order, locale],
  );
  const columns = useMemo(
    () =>
      table.columns.map((name, at) => ({
        name,
        // Two columns may have one name.
        key: `${name} ${at}`,
        isNumeric: table.rows.every((row) => row[at] === null || typeof row[at] === "number"),
      })),
    [table],
  );
  const sortBy = (column: number) =>
    setOrder((now) =>
      now?.column !== column
        ? { column, isDescending: false }
        : now.isDescending
          ? null
          : { column, isDescending: true },
    );
  return (
    <div className="space-y-1.5">
      <section
        aria-label={t("label", { rows: table.rows.length, columns: table.columns.length })}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by the keyboard
        tabIndex={0}
        className="relative max-h-96 overflow-auto rounded-md border border-line"
      >
        <table className="w-max min-w-full border-collapse text-left text-sm">
          <thead>
            <tr>
              {columns.map(({ name, key, isNumeric }, column) => {
                const isSorted = order?.column === column;
                const Arrow = order?.isDescending ? ArrowDown : ArrowUp;
                return (
                  <th
                    key={key}
                    scope="col"
                    aria-sort={isSorted ? (order.isDescending ? "descending" : "ascending") : "none"}
                    className="sticky top-0 border-line border-b bg-sunken p-0 font-medium"
                  >
                    <button
                      type="button"
                      onClick={() => sortBy(column)}
                      className={cn(
                        "flex w-full items-center gap-1 whitespace-nowrap px-2.5 py-1.5 hover:bg-hover",
                        isNumeric && "justify-end",
                      )}
                    >
                      <VisibleText text={name} />
                      <Arrow aria-hidden className={isSorted ? "size-3.5" : "size-3.5 opacity-0"} />
                    </button>
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {(isWhole ? rows : rows.slice(0, SHOWN_ROWS)).map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no names of their own
              <tr key={index} className="border-line border-b last:border-0">
                {row.map((cell, column) => (
                  <td
                    key={columns[column]?.key}
                    className={cn(CELL, columns[column]?.isNumeric && "text-right tabular-nums")}
                  >
                    {cell === null ? <span className="text-muted">–</span> : <VisibleText text={String(cell)} />}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {!isWhole && (
        <Button size="sm" onClick={() => setWhole(true)}>
          {t("showAll", { count: table.rows.length })}
        </Button>
      )}
    </div>
  );
}
