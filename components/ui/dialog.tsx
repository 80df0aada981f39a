"use client";

import { X } from "lucide-react";
import * as Radix from "radix-ui/dialog";
import type { ReactNode } from "react";
import { cn } from "#lib/platform/cn.ts";
import { IconButton } from "./icon-button.tsx";

export const Dialog = Radix.Root;
export const DialogTrigger = Radix.Trigger;
export const DialogClose = Radix.Close;

type DialogContentProps = {
  title: ReactNode;
  description?: ReactNode;
  /** Name of the button in the corner. */
  closeLabel: string;
  size?: "sm" | "md" | "lg";
  children: ReactNode;
};

const SIZES = { sm: "max-w-sm", md: "max-w-lg", lg: "max-w-2xl" };

/** A window over the page; Escape and the corner close it, focus returns to where it was. End it with DialogFooter. */
export function DialogContent({ title, description, closeLabel, size = "md", children }: DialogContentProps) {
  return (
    <Radix.Portal>
      <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-shade" />
      <Radix.Content
        {...(description ? {} : { "aria-describedby": undefined })}
        className={cn(
          "fixed inset-x-3 top-[8dvh] z-50 mx-auto flex max-h-[84dvh] animate-appear flex-col overflow-y-auto overscroll-contain rounded-xl border border-line bg-raised p-5 shadow-lg outline-none",
          SIZES[size],
        )}
      >
        <div className="flex items-start justify-between gap-4">
          <Radix.Title className="text-lg">{title}</Radix.Title>
          <Radix.Close asChild>
            <IconButton label={closeLabel} size="sm" className="-mt-1 -mr-1">
              <X aria-hidden />
            </IconButton>
          </Radix.Close>
        </div>
        {description && <Radix.Description className="mt-1.5 text-muted">{description}</Radix.Description>}
        <div className="mt-4 space-y-4">{children}</div>
      </Radix.Content>
    </Radix.Portal>
  );
}

/** The buttons at the end of a dialog, the main one last. */
export function DialogFooter({ children }: { children: ReactNode }) {
  return <div className="mt-6 flex flex-wrap justify-end gap-2">{children}</div>;
}
