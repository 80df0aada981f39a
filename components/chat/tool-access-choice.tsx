"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { TOOL_ACCESS } from "#lib/chat/constants.ts";
import type { ToolAccess } from "#lib/chat/types.ts";

type ToolAccessChoiceProps = { value: ToolAccess; onChoose: (access: ToolAccess) => void };

/** How tools come before the model: three choices in a row, the chosen one explained. */
export function ToolAccessChoice({ value, onChoose }: ToolAccessChoiceProps) {
  const t = useTranslations("toolAccess");
  const name = useId();
  const hint = useId();
  return (
    <fieldset aria-describedby={hint}>
      <legend className="px-1 text-muted text-xs">{t("access.label")}</legend>
      <div className="mt-1 flex rounded-md bg-sunken p-0.5">
        {TOOL_ACCESS.map((access) => (
          <label
            key={access}
            className="flex-1 cursor-pointer rounded-sm px-1 py-1 text-center text-muted text-sm has-checked:bg-surface has-focus-visible:outline-2 has-focus-visible:outline-accent-text has-checked:font-medium has-checked:text-text has-checked:shadow-sm"
          >
            <input
              type="radio"
              name={name}
              value={access}
              checked={value === access}
              onChange={() => onChoose(access)}
              className="sr-only"
            />
            {t(`access.${access}`)}
          </label>
        ))}
      </div>
      <p id={hint} className="px-1 pt-1 text-muted text-xs">
        {t(`access.hints.${value}`)}
      </p>
    </fieldset>
  );
}
