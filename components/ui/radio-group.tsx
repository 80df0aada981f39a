import type { ReactNode } from "react";
import { cn } from "#lib/platform/cn.ts";

type RadioOption<Value extends string> = { value: Value; label: ReactNode; hint?: ReactNode; disabled?: boolean };

type RadioGroupProps<Value extends string> = {
  legend: ReactNode;
  name: string;
  options: RadioOption<Value>[];
  className?: string;
} & (
  | { value: Value; onValueChange: (value: Value) => void }
  | { defaultValue?: Value; value?: never; onValueChange?: never }
);

/** One of a few, all of them in sight. */
export function RadioGroup<Value extends string>(props: RadioGroupProps<Value>) {
  const { legend, name, options, className } = props;
  return (
    <fieldset className={cn("space-y-2", className)}>
      <legend className="mb-2 font-medium">{legend}</legend>
      {options.map((option) => (
        <label key={option.value} className="flex items-start gap-2.5">
          <input
            type="radio"
            name={name}
            value={option.value}
            disabled={option.disabled}
            className="mt-0.5 size-4 shrink-0 accent-(--accent-solid)"
            {...(props.onValueChange
              ? { checked: props.value === option.value, onChange: () => props.onValueChange(option.value) }
              : { defaultChecked: props.defaultValue === option.value })}
          />
          <span>
            {option.label}
            {option.hint && <span className="block text-muted text-sm">{option.hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
