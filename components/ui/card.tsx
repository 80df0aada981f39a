import type { HTMLAttributes } from "react";
import { cn } from "#lib/platform/cn.ts";

/** A surface that holds things which belong together. */
export function Card({ className, ...rest }: HTMLAttributes<HTMLDivElement>) {
  return <div {...rest} className={cn("rounded-lg border border-line bg-surface shadow-sm", className)} />;
}
