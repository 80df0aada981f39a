import type { ReactNode } from "react";
import { cn } from "#lib/platform/cn.ts";
import { TONES, type Tone } from "./tone.ts";

/** One or two words about a thing. The tone never says more than the words do. */
export function Badge({
  tone = "neutral",
  className,
  children,
}: {
  tone?: Tone;
  className?: string;
  children: ReactNode;
}) {
  return (
    <span
      className={cn(
        "inline-flex items-center gap-1 whitespace-nowrap rounded-sm px-1.5 font-medium text-xs [&_svg]:size-3",
        TONES[tone],
        className,
      )}
    >
      {children}
    </span>
  );
}
