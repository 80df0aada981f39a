"use client";

import { type ButtonHTMLAttributes, cloneElement, isValidElement, type ReactElement, type ReactNode } from "react";

export type OpenerProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  /** The one child is the button. */
  asChild?: boolean;
  children: ReactNode;
};

type WaitingOpenerProps = OpenerProps & { popup: "menu" | "dialog"; preload: () => unknown; onOpen: () => void };

/** The button of something whose code is not there yet: fetches it when one comes near, and opens it on a click. */
export function WaitingOpener({ asChild, popup, preload, onOpen, children, ...rest }: WaitingOpenerProps) {
  const behaviour = {
    "aria-haspopup": popup,
    "aria-expanded": false,
    onPointerEnter: preload,
    onFocus: preload,
    onClick: onOpen,
  };
  if (asChild && isValidElement(children)) return cloneElement(children as ReactElement<object>, behaviour);
  return (
    <button type="button" {...rest} {...behaviour}>
      {children}
    </button>
  );
}
