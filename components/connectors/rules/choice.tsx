"use client";

import { Select } from "#components/ui/select.tsx";

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
  const { label, value, options, onChoose, pending, disabled, className = "w-44" } = props;
  return (
    <Select
      aria-label={label}
      className={className}
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
