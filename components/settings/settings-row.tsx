import type { ReactNode } from "react";
import { cn } from "#lib/platform/cn.ts";

/** The frame around rows: a list, so that each row is a list item. */
export function SettingsList({ label, children }: { label?: string; children: ReactNode }) {
  return (
    <ul aria-label={label} className="divide-y divide-line rounded-lg border border-line bg-surface shadow-sm">
      {children}
    </ul>
  );
}

type SettingsRowProps = {
  /** Names the list item for assistive technology and tests. */
  name?: string;
  icon?: ReactNode;
  title: ReactNode;
  description?: ReactNode;
  /** At the right: a switch, a button, a menu. */
  action?: ReactNode;
  className?: string;
};

/** One thing with its state and what can be done about it. */
export function SettingsRow({ name, icon, title, description, action, className }: SettingsRowProps) {
  return (
    <li aria-label={name} className={cn("flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3", className)}>
      {icon}
      <div className="min-w-0 flex-1 basis-56">
        <div className="wrap-anywhere font-medium">{title}</div>
        {description && <div className="wrap-anywhere text-muted text-sm">{description}</div>}
      </div>
      {action && <div className="flex max-w-full shrink-0 flex-wrap items-center gap-2">{action}</div>}
    </li>
  );
}
