"use client";

import type { ButtonHTMLAttributes } from "react";
import { cn } from "#lib/platform/cn.ts";

type SwitchProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "onChange" | "role"> & {
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
};

/** On or off, at once. Name it with aria-label or aria-labelledby. */
export function Switch({ checked, onCheckedChange, className, ...rest }: SwitchProps) {
  return (
    <button
      type="button"
      {...rest}
      role="switch"
      aria-checked={checked}
      onClick={() => onCheckedChange(!checked)}
      className={cn(
        "relative inline-flex h-5 w-8 shrink-0 items-center rounded-full border transition-colors disabled:opacity-55",
        checked ? "border-accent bg-accent" : "border-edge bg-sunken",
        className,
      )}
    >
      <span
        aria-hidden
        className={cn(
          "block size-3.5 rounded-full transition-transform",
          checked ? "translate-x-3.5 bg-on-accent" : "translate-x-0.5 bg-edge",
        )}
      />
    </button>
  );
}
