"use client";

import { Check } from "lucide-react";
import type * as Radix from "radix-ui/dropdown-menu";
import { createContext, type ReactNode, useContext, useState } from "react";
import { cn } from "#lib/platform/cn.ts";
import { FLOATING } from "./floating.ts";
import { type OpenerProps, WaitingOpener } from "./opener.tsx";
import { useParts } from "./use-parts.ts";

const load = () => import("radix-ui/dropdown-menu");
type Menu = { parts: typeof Radix | null; open: () => void };
const MenuContext = createContext<Menu>({ parts: null, open: () => undefined });

/** A button with a menu of things to do. */
export function DropdownMenu({ children }: { children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  const parts = useParts(load, isOpen);
  const menu = { parts, open: () => setOpen(true) };
  return (
    <MenuContext value={menu}>
      {parts ? (
        <parts.Root open={isOpen} onOpenChange={setOpen}>
          {children}
        </parts.Root>
      ) : (
        children
      )}
    </MenuContext>
  );
}

/** Wraps the button that opens the menu: `<DropdownMenuTrigger asChild><IconButton …/></DropdownMenuTrigger>`. */
export function DropdownMenuTrigger(props: OpenerProps) {
  const { parts, open } = useContext(MenuContext);
  return parts ? <parts.Trigger {...props} /> : <WaitingOpener popup="menu" preload={load} onOpen={open} {...props} />;
}

const ITEM =
  "flex w-full cursor-default items-center gap-2 rounded-sm px-2 py-1.5 text-base outline-none select-none data-[disabled]:opacity-55 data-[highlighted]:bg-hover [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted";

/** The menu itself. */
export function DropdownMenuContent({
  children,
  className,
  ...rest
}: Radix.DropdownMenuContentProps & { children: ReactNode }) {
  const { parts } = useContext(MenuContext);
  if (!parts) return null;
  return (
    <parts.Portal>
      <parts.Content sideOffset={4} collisionPadding={8} {...rest} className={cn(FLOATING, "min-w-48 p-1", className)}>
        {children}
      </parts.Content>
    </parts.Portal>
  );
}

/** One thing to do. `danger` for what cannot be undone. */
export function DropdownMenuItem({ danger = false, ...rest }: Radix.DropdownMenuItemProps & { danger?: boolean }) {
  const { parts } = useContext(MenuContext);
  return parts && <parts.Item {...rest} className={cn(ITEM, danger && "text-danger [&_svg]:text-danger")} />;
}

/** Several choices of which one holds. */
export function DropdownMenuRadioGroup(props: Radix.DropdownMenuRadioGroupProps) {
  const { parts } = useContext(MenuContext);
  return parts && <parts.RadioGroup {...props} />;
}

/** One of several choices, the current one ticked. Inside DropdownMenuRadioGroup. */
export function DropdownMenuRadioItem({ children, ...rest }: Radix.DropdownMenuRadioItemProps) {
  const { parts } = useContext(MenuContext);
  if (!parts) return null;
  return (
    <parts.RadioItem {...rest} className={cn(ITEM, "relative pr-8")}>
      {children}
      <parts.ItemIndicator className="absolute right-2">
        <Check aria-hidden />
      </parts.ItemIndicator>
    </parts.RadioItem>
  );
}

/** A heading inside a menu. */
export function DropdownMenuLabel({ children }: { children: ReactNode }) {
  const { parts } = useContext(MenuContext);
  return parts && <parts.Label className="px-2 pt-1.5 pb-1 text-muted text-xs">{children}</parts.Label>;
}

/** A line between groups. */
export function DropdownMenuSeparator() {
  const { parts } = useContext(MenuContext);
  return parts && <parts.Separator className="-mx-1 my-1 h-px bg-line" />;
}
