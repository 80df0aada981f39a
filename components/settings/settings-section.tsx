import { type ReactNode, useId } from "react";

type SettingsSectionProps = {
  title: ReactNode;
  description?: ReactNode;
  /** At the bottom of the section, where one looks after reading the list. */
  footer?: ReactNode;
  children: ReactNode;
};

/** Settings that belong together, as a region named by its heading. */
export function SettingsSection({ title, description, footer, children }: SettingsSectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="space-y-3">
      <div className="space-y-1">
        <h2 id={id} className="text-lg">
          {title}
        </h2>
        {description && <p className="max-w-prose text-pretty text-muted">{description}</p>}
      </div>
      {children}
      {footer && <div className="pt-1">{footer}</div>}
    </section>
  );
}
