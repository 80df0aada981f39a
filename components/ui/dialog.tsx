"use client";

import { X } from "lucide-react";
import type * as Radix from "radix-ui/dialog";
import { createContext, type ReactNode, useContext, useState } from "react";
import { cn } from "#lib/platform/cn.ts";
import { IconButton } from "./icon-button.tsx";
import { type OpenerProps, WaitingOpener } from "./opener.tsx";
import { useFocusReturn } from "./use-focus-return.ts";
import { useParts } from "./use-parts.ts";

const load = () => import("radix-ui/dialog");
type Window = { parts: typeof Radix | null; open: () => void };
const WindowContext = createContext<Window>({ parts: null, open: () => undefined });

type DialogProps = { open?: boolean; onOpenChange?: (open: boolean) => void; children: ReactNode };

/** A window over the page. Keeps its own state unless `open` is given. */
export function Dialog({ open: given, onOpenChange, children }: DialogProps) {
  const [own, setOwn] = useState(false);
  const isOpen = given ?? own;
  const setOpen = onOpenChange ?? setOwn;
  const parts = useParts(load, isOpen);
  return (
    <WindowContext value={{ parts, open: () => setOpen(true) }}>
      {parts ? (
        <parts.Root open={isOpen} onOpenChange={setOpen}>
          {children}
        </parts.Root>
      ) : (
        children
      )}
    </WindowContext>
  );
}

/** Wraps the button that opens it. */
export function DialogTrigger(props: OpenerProps) {
  const { parts, open } = useContext(WindowContext);
  return parts ? (
    <parts.Trigger {...props} />
  ) : (
    <WaitingOpener popup="dialog" preload={load} onOpen={open} {...props} />
  );
}

/** Wraps a button that closes it. */
export function DialogClose(props: Radix.DialogCloseProps) {
  const { parts } = useContext(WindowContext);
  return parts && <parts.Close {...props} />;
}

type DialogContentProps = {
  title: ReactNode;
  description?: ReactNode;
  /** Name of the button in the corner. */
  closeLabel: string;
  size?: "sm" | "md" | "lg";
  children: ReactNode;
};

const SIZES = { sm: "max-w-sm", md: "max-w-lg", lg: "max-w-2xl" };

/** What is in it; Escape and the corner close it, focus returns to where it was. End it with DialogFooter. */
export function DialogContent({ title, description, closeLabel, size = "md", children }: DialogContentProps) {
  const { parts } = useContext(WindowContext);
  const focusReturn = useFocusReturn();
  if (!parts) return null;
  return (
    <parts.Portal>
      <parts.Overlay className="fixed inset-0 z-40 animate-appear bg-shade" />
      <parts.Content
        {...focusReturn}
        {...(description ? {} : { "aria-describedby": undefined })}
        className={cn(
          "fixed inset-x-3 top-[8dvh] z-50 mx-auto flex max-h-[84dvh] animate-appear flex-col scroll-pb-20 overflow-y-auto overscroll-contain rounded-xl border border-line bg-raised shadow-lg outline-none",
          SIZES[size],
        )}
      >
        <div className="shrink-0 p-5">
          <div className="flex items-start justify-between gap-4">
            <parts.Title className="text-lg">{title}</parts.Title>
            <parts.Close asChild>
              <IconButton label={closeLabel} size="sm" className="-mt-1 -mr-1">
                <X aria-hidden />
              </IconButton>
            </parts.Close>
          </div>
          {description && <parts.Description className="mt-1.5 text-muted">{description}</parts.Description>}
          <div className="mt-4 space-y-4">{children}</div>
        </div>
      </parts.Content>
    </parts.Portal>
  );
}

/** The buttons at the end of a dialog, the main one last. They stay in sight while what is above them scrolls. */
export function DialogFooter({ children }: { children: ReactNode }) {
  return (
    <div className="sticky bottom-0 -mx-5 mt-2 -mb-5 flex flex-wrap justify-end gap-2 bg-raised px-5 pt-4 pb-5">
      {children}
    </div>
  );
}
