import type { ButtonHTMLAttributes, Ref } from "react";
import { cn } from "#lib/platform/cn.ts";
import { type ButtonSize, type ButtonVariant, buttonClass } from "./button-class.ts";
import { Spinner } from "./spinner.tsx";

export type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  variant?: ButtonVariant;
  size?: ButtonSize;
  /** Shows a spinner and refuses further clicks, yet keeps focus where it is. */
  pending?: boolean;
  ref?: Ref<HTMLButtonElement>;
};

/** A button; `type` is "button" unless said otherwise, so that it never sends a form by accident. */
export function Button({ variant, size, pending = false, className, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={pending || rest["aria-disabled"]}
      aria-busy={pending || undefined}
      onClick={pending ? (event) => event.preventDefault() : onClick}
      className={cn(buttonClass(variant, size), className)}
    >
      {pending && <Spinner />}
      {children}
    </button>
  );
}
