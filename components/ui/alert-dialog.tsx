"use client";

import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { useFocusReturn } from "./use-focus-return.ts";
import { useParts } from "./use-parts.ts";

const load = () => import("radix-ui/alert-dialog");

type AlertDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  /** What will be lost, and by whom. */
  description: ReactNode;
  cancelLabel: string;
  confirmLabel: string;
  /** Runs on confirmation; the caller closes the dialog when it is done. */
  onConfirm: () => void;
  pending?: boolean;
  children?: ReactNode;
};

/** Asks before something that cannot be undone. Focus starts on the way out. */
export function AlertDialog(props: AlertDialogProps) {
  const { open, onOpenChange, title, description, cancelLabel, confirmLabel, onConfirm, pending, children } = props;
  const parts = useParts(load, open);
  const focusReturn = useFocusReturn();
  if (!parts) return null;
  return (
    <parts.Root open={open} onOpenChange={onOpenChange}>
      <parts.Portal>
        <parts.Overlay className="fixed inset-0 z-40 animate-appear bg-shade" />
        <parts.Content
          {...focusReturn}
          className="fixed inset-x-3 top-[16dvh] z-50 mx-auto max-h-[76dvh] max-w-md animate-appear overflow-y-auto rounded-xl border border-line bg-raised p-5 shadow-lg outline-none"
        >
          <parts.Title className="text-lg">{title}</parts.Title>
          <parts.Description asChild>
            <div className="mt-2 space-y-2 text-muted">{description}</div>
          </parts.Description>
          {children && <div className="mt-4">{children}</div>}
          <div className="mt-6 flex flex-wrap justify-end gap-2">
            <parts.Cancel asChild>
              <Button>{cancelLabel}</Button>
            </parts.Cancel>
            <Button variant="danger" pending={pending} onClick={onConfirm}>
              {confirmLabel}
            </Button>
          </div>
        </parts.Content>
      </parts.Portal>
    </parts.Root>
  );
}
