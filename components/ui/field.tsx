import { type ReactNode, useId } from "react";
import { cn } from "#lib/platform/cn.ts";

/** What a control inside a Field spreads, so that label, hint and error belong to it. */
export type FieldControl = {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
};

type FieldProps = {
  /** Its words are the control's accessible name. */
  label: ReactNode;
  hint?: ReactNode;
  /** Shown and announced; marks the control as invalid. */
  error?: ReactNode;
  /** Beside the label, not part of the name: a badge, a mark for what is required. */
  aside?: ReactNode;
  className?: string;
  children: (control: FieldControl) => ReactNode;
};

/** A labelled control: `<Field label="Name">{(control) => <Input {...control} name="name" />}</Field>`. */
export function Field({ label, hint, error, aside, className, children }: FieldProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className={cn("space-y-1.5", className)}>
      <div className="flex items-baseline justify-between gap-2">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {aside}
      </div>
      {children({ id, "aria-describedby": described || undefined, "aria-invalid": error ? true : undefined })}
      {hint && (
        <p id={`${id}-hint`} className="text-muted text-sm">
          {hint}
        </p>
      )}
      <div aria-live="polite">
        {error && (
          <p id={`${id}-error`} className="text-danger text-sm">
            {error}
          </p>
        )}
      </div>
    </div>
  );
}
