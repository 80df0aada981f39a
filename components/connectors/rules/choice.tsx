"use client";

import { Select } from "#components/ui/select.tsx";
import { cn } from "#lib/platform/cn.ts";

type ChoiceProps<V extends string> = {
  label: string;
  value: V | null;
  /** In their order; null is "nothing decided". */
  options: readonly { value: V | null; words: string }[];
  onChoose: (value: V | null) => void;
  pending?: boolean;
  disabled?: boolean;
  className?: string;
};

/** One of a few decisions, or none. */
export function Choice<V extends string>(props: ChoiceProps<V>) {
  const { label, value, options, onChoose, pending, disabled, className } = props;
  return (
    <Select
      aria-label={label}
      className={cn("w-44", className)}
      value={value ?? ""}
      disabled={disabled}
      aria-busy={pending || undefined}
      onChange={({ target }) =>
        onChoose(options.find((option) => (option.value ?? "") === target.value)?.value ?? null)
      }
    >
      {options.map((option) => (
        <option key={option.value ?? ""} value={option.value ?? ""}>
          {option.words}
        </option>
      ))}
    </Select>
  );
}
