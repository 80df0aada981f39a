"use client";

import * as Radix from "radix-ui/popover";
import type { ReactNode } from "react";
import { cn } from "#lib/platform/cn.ts";
import { FLOATING } from "./floating.ts";

export const Popover = Radix.Root;
/** Wraps the button that opens it. */
export const PopoverTrigger = Radix.Trigger;
/** Where it opens, when that is not its button. */
export const PopoverAnchor = Radix.Anchor;

/** A small panel beside its button; name it with aria-label. */
export function PopoverContent({
  children,
  className,
  ...rest
}: Radix.PopoverContentProps & { "aria-label": string; children: ReactNode }) {
  return (
    <Radix.Portal>
      <Radix.Content
        sideOffset={6}
        collisionPadding={8}
        align="start"
        {...rest}
        className={cn(FLOATING, "w-80 max-w-[calc(100vw-1rem)]", className)}
      >
        {children}
      </Radix.Content>
    </Radix.Portal>
  );
}
