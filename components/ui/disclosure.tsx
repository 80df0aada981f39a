"use client";

import { ChevronRight } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { cn } from "#lib/platform/cn.ts";

type DisclosureProps = {
  /** Name of the button. */
  label: ReactNode;
  defaultOpen?: boolean;
  /** Keep the content in the page while closed, so that a form inside keeps what was typed. */
  keepMounted?: boolean;
  className?: string;
  buttonClassName?: string;
  /** Of the content; a little space above it unless said otherwise. */
  panelClassName?: string;
  children: ReactNode;
};

/** A button that shows and hides what follows it. */
export function Disclosure(props: DisclosureProps) {
  const {
    label,
    defaultOpen = false,
    keepMounted = false,
    className,
    buttonClassName,
    panelClassName = "pt-3",
    children,
  } = props;
  const [open, setOpen] = useState(defaultOpen);
  const id = useId();
  return (
    <div className={className}>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={open || keepMounted ? id : undefined}
        onClick={() => setOpen(!open)}
        className={cn("flex items-center gap-1.5 rounded-sm text-left font-medium", buttonClassName)}
      >
        <ChevronRight
          aria-hidden
          className={cn("size-4 shrink-0 text-muted transition-transform", open && "rotate-90")}
        />
        {label}
      </button>
      {(open || keepMounted) && (
        <div id={id} hidden={!open} className={panelClassName}>
          {children}
        </div>
      )}
    </div>
  );
}
