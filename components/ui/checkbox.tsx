import type { InputHTMLAttributes, ReactNode } from "react";
import { cn } from "#lib/platform/cn.ts";

/** A box to tick, with its label. */
export function Checkbox({
  label,
  hint,
  className,
  ...rest
}: Omit<InputHTMLAttributes<HTMLInputElement>, "type"> & { label: ReactNode; hint?: ReactNode }) {
  return (
    <label className={cn("flex items-start gap-2.5", className)}>
      <input type="checkbox" {...rest} className="mt-0.5 size-4 shrink-0 accent-(--accent-solid)" />
      <span>
        {label}
        {hint && <span className="block text-muted text-sm">{hint}</span>}
      </span>
    </label>
  );
}
