import { cn } from "#lib/platform/cn.ts";

export type ButtonVariant = "primary" | "secondary" | "ghost" | "danger";
export type ButtonSize = "sm" | "md";

const BASE =
  "inline-flex shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-md font-medium select-none transition disabled:opacity-55 aria-disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0";
const SIZES: Record<ButtonSize, string> = { sm: "h-7 px-2.5 text-sm", md: "h-8 px-3 text-base" };
const VARIANTS: Record<ButtonVariant, string> = {
  primary: "bg-accent text-on-accent shadow-sm enabled:not-aria-disabled:hover:bg-accent-hover",
  secondary: "border border-line bg-surface text-text shadow-sm enabled:not-aria-disabled:hover:bg-hover",
  ghost: "text-text enabled:not-aria-disabled:hover:bg-hover",
  danger: "bg-danger-solid text-on-accent shadow-sm enabled:not-aria-disabled:hover:bg-danger-solid-hover",
};

/** The look of a button, for links that act as the main step of a page. */
export function buttonClass(variant: ButtonVariant = "secondary", size: ButtonSize = "md"): string {
  return cn(BASE, SIZES[size], VARIANTS[variant], variant !== "ghost" && "hover:no-underline");
}
