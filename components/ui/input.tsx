import type { InputHTMLAttributes, Ref } from "react";
import { cn } from "#lib/platform/cn.ts";
import { CONTROL } from "./control.ts";

/** One line of text. Put it in a Field, which labels it. */
export function Input({ className, ...rest }: InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement> }) {
  return <input type="text" {...rest} className={cn(CONTROL, "read-only:bg-sunken h-8", className)} />;
}
