import type { ReactNode } from "react";

type SettingsPageProps = { title: ReactNode; description?: ReactNode; action?: ReactNode; children: ReactNode };

/** A page of settings: its heading, what it is for, and its sections. */
export function SettingsPage({ title, description, action, children }: SettingsPageProps) {
  return (
    <div className="mx-auto w-full max-w-3xl px-4 pt-6 pb-16 sm:px-8 sm:pt-10">
      <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 space-y-1">
          <h1 className="wrap-anywhere text-xl">{title}</h1>
          {description && <p className="max-w-prose text-pretty text-muted">{description}</p>}
        </div>
        {action && <div className="flex shrink-0 gap-2">{action}</div>}
      </header>
      <div className="mt-8 space-y-10">{children}</div>
    </div>
  );
}
