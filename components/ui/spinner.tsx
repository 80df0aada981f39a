import { LoaderCircle } from "lucide-react";
import { cn } from "#lib/platform/cn.ts";

/** Something is under way. Decoration: say it in words too. */
export function Spinner({ className }: { className?: string }) {
  return <LoaderCircle aria-hidden className={cn("size-4 animate-spin", className)} />;
}
