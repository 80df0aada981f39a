import type { ReactNode, TdHTMLAttributes, ThHTMLAttributes } from "react";
import { cn } from "#lib/platform/cn.ts";

/** Rows and columns; scrolls sideways by itself where the page is narrow. */
export function Table({
  caption,
  className,
  children,
}: {
  caption: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  return (
    <div className={cn("overflow-x-auto rounded-lg border border-line bg-surface", className)}>
      <table className="w-full border-collapse text-left">
        <caption className="sr-only">{caption}</caption>
        {children}
      </table>
    </div>
  );
}

/** A column's heading. */
export function TableHead({ className, ...rest }: ThHTMLAttributes<HTMLTableCellElement>) {
  return (
    <th
      scope="col"
      {...rest}
      className={cn("border-line border-b px-3 py-2 font-medium text-muted text-sm whitespace-nowrap", className)}
    />
  );
}

/** A cell. */
export function TableCell({ className, ...rest }: TdHTMLAttributes<HTMLTableCellElement>) {
  return (
    <td {...rest} className={cn("px-3 py-2.5 align-middle [tr+tr>&]:border-line [tr+tr>&]:border-t", className)} />
  );
}
