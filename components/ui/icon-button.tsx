import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { cn } from "#lib/platform/cn.ts";

export type IconButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "aria-label"> & {
  /** What it does; read out, and shown on hover. */
  label: string;
  size?: "sm" | "md";
  variant?: "ghost" | "outline" | "primary";
  ref?: Ref<HTMLButtonElement>;
  children: ReactNode;
};

const VARIANTS = {
  ghost:
    "text-muted enabled:hover:bg-hover enabled:hover:text-text data-[state=open]:bg-hover data-[state=open]:text-text",
  outline: "border border-line bg-surface text-muted shadow-sm enabled:hover:bg-hover enabled:hover:text-text",
  primary: "bg-accent text-on-accent shadow-sm enabled:hover:bg-accent-hover",
};

/** A button that is only an icon. */
export function IconButton({ label, size = "md", variant = "ghost", className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      title={label}
      {...rest}
      aria-label={label}
      className={cn(
        "inline-flex shrink-0 items-center justify-center rounded-md transition disabled:opacity-55 aria-disabled:opacity-55 [&_svg]:size-4",
        size === "sm" ? "size-7" : "size-8",
        VARIANTS[variant],
        className,
      )}
    />
  );
}
