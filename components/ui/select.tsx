import { ChevronDown } from "lucide-react";
import type { Ref, SelectHTMLAttributes } from "react";
import { cn } from "#lib/platform/cn.ts";
import { CONTROL } from "./control.ts";

/** One of several: the browser's own select, which every phone and screen reader knows. Children are <option>s. */
export function Select({
  className,
  ...rest
}: SelectHTMLAttributes<HTMLSelectElement> & { ref?: Ref<HTMLSelectElement> }) {
  return (
    <span className={cn("relative block", className)}>
      <select {...rest} className={cn(CONTROL, "h-8 appearance-none pr-8")} />
      <ChevronDown aria-hidden className="pointer-events-none absolute top-2 right-2.5 size-4 text-muted" />
    </span>
  );
}
