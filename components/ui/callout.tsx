import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "#lib/platform/cn.ts";
import { TONES } from "./tone.ts";

const ICONS = { info: Info, success: CircleCheck, warning: TriangleAlert, danger: CircleAlert };

type CalloutProps = {
  tone?: keyof typeof ICONS;
  title?: ReactNode;
  /** "alert" interrupts a screen reader, "status" waits; leave out what was there from the start. */
  role?: "alert" | "status";
  className?: string;
  children?: ReactNode;
};

/** Something one should know before going on. */
export function Callout({ tone = "info", title, role, className, children }: CalloutProps) {
  const Icon = ICONS[tone];
  return (
    <div role={role} className={cn("flex gap-2.5 rounded-lg px-3 py-2.5", TONES[tone], className)}>
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 space-y-1">
        {title && <p className="font-medium">{title}</p>}
        {children && <div className="wrap-anywhere text-sm text-text">{children}</div>}
      </div>
    </div>
  );
}
