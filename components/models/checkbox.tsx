import { type ReactNode, useId } from "react";

type CheckboxProps = { name: string; label: ReactNode; hint?: ReactNode; defaultChecked?: boolean };

/** The browser's own box, sent with its form as "on". */
export function Checkbox({ name, label, hint, defaultChecked = false }: CheckboxProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-2.5">
      <input
        id={id}
        type="checkbox"
        name={name}
        defaultChecked={defaultChecked}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="mt-0.5 size-4 shrink-0 accent-accent"
      />
      <div>
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {hint && (
          <p id={`${id}-hint`} className="text-muted text-sm">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
