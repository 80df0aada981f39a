"use client";

import { Check } from "lucide-react";
import * as Radix from "radix-ui/dropdown-menu";
import type { ReactNode } from "react";
import { cn } from "#lib/platform/cn.ts";
import { FLOATING } from "./floating.ts";

export const DropdownMenu = Radix.Root;
/** Wraps the button that opens the menu: `<DropdownMenuTrigger asChild><IconButton …/></DropdownMenuTrigger>`. */
export const DropdownMenuTrigger = Radix.Trigger;

const ITEM =
  "flex w-full cursor-default items-center gap-2 rounded-sm px-2 py-1.5 text-base outline-none select-none data-[disabled]:opacity-55 data-[highlighted]:bg-hover [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted";

/** The menu itself. */
export function DropdownMenuContent({
  children,
  className,
  ...rest
}: Radix.DropdownMenuContentProps & { children: ReactNode }) {
  return (
    <Radix.Portal>
      <Radix.Content sideOffset={4} collisionPadding={8} {...rest} className={cn(FLOATING, "min-w-48 p-1", className)}>
        {children}
      </Radix.Content>
    </Radix.Portal>
  );
}

/** One thing to do. `danger` for what cannot be undone. */
export function DropdownMenuItem({ danger = false, ...rest }: Radix.DropdownMenuItemProps & { danger?: boolean }) {
  return <Radix.Item {...rest} className={cn(ITEM, danger && "text-danger [&_svg]:text-danger")} />;
}

/** One of several choices, the current one ticked. Inside DropdownMenuRadioGroup. */
export function DropdownMenuRadioItem({ children, ...rest }: Radix.DropdownMenuRadioItemProps) {
  return (
    <Radix.RadioItem {...rest} className={cn(ITEM, "pr-8")}>
      {children}
      <Radix.ItemIndicator className="absolute right-3">
        <Check aria-hidden />
      </Radix.ItemIndicator>
    </Radix.RadioItem>
  );
}

export const DropdownMenuRadioGroup = Radix.RadioGroup;

/** A heading inside a menu. */
export function DropdownMenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2 pt-1.5 pb-1 text-muted text-xs">{children}</Radix.Label>;
}

/** A line between groups. */
export function DropdownMenuSeparator() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
}
