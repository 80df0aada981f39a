"use client";

import * as Radix from "radix-ui/alert-dialog";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";

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
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-shade" />
        <Radix.Content className="fixed inset-x-3 top-[16dvh] z-50 mx-auto max-h-[76dvh] max-w-md animate-appear overflow-y-auto rounded-xl border border-line bg-raised p-5 shadow-lg outline-none">
          <Radix.Title className="text-lg">{title}</Radix.Title>
          <Radix.Description asChild>
            <div className="mt-2 space-y-2 text-muted">{description}</div>
          </Radix.Description>
          {children && <div className="mt-4">{children}</div>}
          <div className="mt-6 flex flex-wrap justify-end gap-2">
            <Radix.Cancel asChild>
              <Button>{cancelLabel}</Button>
            </Radix.Cancel>
            <Button variant="danger" pending={pending} onClick={onConfirm}>
              {confirmLabel}
            </Button>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
