import type { ReactNode } from "react";
import { cn } from "#lib/platform/cn.ts";

type EmptyStateProps = {
  icon?: ReactNode;
  title: ReactNode;
  className?: string;
  children?: ReactNode;
  action?: ReactNode;
};

/** What to say, and what to do next, where there is nothing yet. */
export function EmptyState({ icon, title, className, children, action }: EmptyStateProps) {
  return (
    <div
      className={cn(
        "flex flex-col items-center gap-2 rounded-lg border border-line border-dashed px-6 py-10 text-center",
        className,
      )}
    >
      {icon && <div className="text-muted [&_svg]:size-6">{icon}</div>}
      <p className="font-medium">{title}</p>
      {children && <div className="max-w-md text-pretty text-muted">{children}</div>}
      {action && <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
