"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { type ReactNode, useMemo, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { JsonTree } from "../json-tree.tsx";
import { type Table, tableInJson } from "./table-in.ts";

const DataTable = dynamic(async () => (await import("./data-table.tsx")).DataTable);

/** JSON: a table where it is one, which can be looked at as a tree too; else a tree. */
export function DataOutput({ value }: { value: unknown }) {
  const table = useMemo(() => tableInJson(value), [value]);
  return table ? <TableOr table={table}>{<JsonTree value={value} />}</TableOr> : <JsonTree value={value} />;
}

/** A table, or what it was read from. */
export function TableOr({ table, children }: { table: Table; children: ReactNode }) {
  const t = useTranslations("content.table");
  const [isTable, setTable] = useState(true);
  return (
    <div className="space-y-1">
      {isTable ? <DataTable table={table} /> : children}
      <Button
        size="sm"
        variant="ghost"
        className={isTable ? "bg-hover" : "text-muted"}
        aria-pressed={isTable}
        onClick={() => setTable(!isTable)}
      >
        {t("asTable")}
      </Button>
    </div>
  );
}
