"use client";

import type * as Radix from "radix-ui/popover";
import { createContext, type ReactNode, type RefObject, useContext, useState } from "react";
import { cn } from "#lib/platform/cn.ts";
import { FLOATING } from "./floating.ts";
import { type OpenerProps, WaitingOpener } from "./opener.tsx";
import { useParts } from "./use-parts.ts";

const load = () => import("radix-ui/popover");
type Panel = { parts: typeof Radix | null; open: () => void };
const PanelContext = createContext<Panel>({ parts: null, open: () => undefined });

type PopoverProps = { open?: boolean; onOpenChange?: (open: boolean) => void; children: ReactNode };

/** A small panel that opens beside a button. Keeps its own state unless `open` is given. */
export function Popover({ open: given, onOpenChange, children }: PopoverProps) {
  const [own, setOwn] = useState(false);
  const isOpen = given ?? own;
  const setOpen = onOpenChange ?? setOwn;
  const parts = useParts(load, isOpen);
  return (
    <PanelContext value={{ parts, open: () => setOpen(true) }}>
      {parts ? (
        <parts.Root open={isOpen} onOpenChange={setOpen}>
          {children}
        </parts.Root>
      ) : (
        children
      )}
    </PanelContext>
  );
}

/** Wraps the button that opens it. */
export function PopoverTrigger(props: OpenerProps) {
  const { parts, open } = useContext(PanelContext);
  return parts ? (
    <parts.Trigger {...props} />
  ) : (
    <WaitingOpener popup="dialog" preload={load} onOpen={open} {...props} />
  );
}

/** Where it opens, when that is not its trigger. */
export function PopoverAnchor({ at }: { at: RefObject<HTMLElement | null> }) {
  const { parts } = useContext(PanelContext);
  return parts && <parts.Anchor virtualRef={at as RefObject<HTMLElement>} />;
}

/** The panel; name it with aria-label. */
export function PopoverContent({
  children,
  className,
  ...rest
}: Radix.PopoverContentProps & { "aria-label": string; children: ReactNode }) {
  const { parts } = useContext(PanelContext);
  if (!parts) return null;
  return (
    <parts.Portal>
      <parts.Content
        sideOffset={6}
        collisionPadding={8}
        align="start"
        {...rest}
        className={cn(FLOATING, "w-80 max-w-[calc(100vw-1rem)]", className)}
      >
        {children}
      </parts.Content>
    </parts.Portal>
  );
}
