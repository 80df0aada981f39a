import { cn } from "#lib/platform/cn.ts";

/** Holds the place of something on its way, in its size. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("animate-pulse rounded-md bg-hover", className)} />;
}
