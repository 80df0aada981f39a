import type { Ref, TextareaHTMLAttributes } from "react";
import { cn } from "#lib/platform/cn.ts";
import { CONTROL } from "./control.ts";

/** Several lines of text. Put it in a Field, which labels it. */
export function Textarea({
  className,
  ...rest
}: TextareaHTMLAttributes<HTMLTextAreaElement> & { ref?: Ref<HTMLTextAreaElement> }) {
  return <textarea rows={3} {...rest} className={cn(CONTROL, "read-only:bg-sunken py-1.5", className)} />;
}
