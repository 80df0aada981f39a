import { cn } from "#lib/platform/cn.ts";

/** The first letters of a name, as a mark for a person or a workspace. Decoration: the name stands beside it. */
export function Avatar({ name, square = false, className }: { name: string; square?: boolean; className?: string }) {
  const words = name.trim().split(/\s+/).slice(0, 2);
  const initials = words.map((word) => [...word][0] ?? "").join("");
  return (
    <span
      aria-hidden
      data-initials={initials || "?"}
      className={cn(
        "inline-flex size-6 shrink-0 items-center justify-center bg-accent-tint font-semibold text-[0.625rem] text-accent-text uppercase before:content-[attr(data-initials)]",
        square ? "rounded-sm" : "rounded-full",
        className,
      )}
    />
  );
}
