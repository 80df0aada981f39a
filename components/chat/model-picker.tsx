"use client";

import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import type { ModelOptions } from "#lib/models/types.ts";

type ModelPickerProps = { models: ModelOptions; onChoose: (id: string | null) => Promise<boolean> };

/** Which model answers; only where there is a choice. A choice counts from the next step on. */
export function ModelPicker({ models: { options, current }, onChoose }: ModelPickerProps) {
  const t = useTranslations("models");
  const [news, setNews] = useState("");
  if (options.length < 2) return null;
  const named = options.map(({ id, label, providerName }) => ({ id, label: label ?? t("builtin"), providerName }));
  const label = named.find(({ id }) => id === current)?.label ?? t("builtin");
  const choose = async (value: string) => {
    const chosen = named.find(({ id }) => (id ?? "") === value);
    if (!chosen || chosen.id === current) return;
    if (await onChoose(chosen.id)) setNews(t("picker.chosen", { label: chosen.label }));
  };
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" className="min-w-0 shrink text-muted" aria-label={t("picker.label", { label })}>
            <span className="max-w-40 truncate max-sm:max-w-20">{label}</span>
            <ChevronDown aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent side="top" align="start" className="relative max-h-80 max-w-80 overflow-y-auto">
          <DropdownMenuLabel>{t("picker.title")}</DropdownMenuLabel>
          <DropdownMenuRadioGroup value={current ?? ""} onValueChange={(value) => void choose(value)}>
            {named.map((each) => (
              <DropdownMenuRadioItem key={each.id} value={each.id ?? ""}>
                <span className="min-w-0">
                  <span className="wrap-anywhere block">{each.label}</span>
                  {each.providerName && <span className="block text-muted text-xs">{each.providerName}</span>}
                </span>
              </DropdownMenuRadioItem>
            ))}
          </DropdownMenuRadioGroup>
        </DropdownMenuContent>
      </DropdownMenu>
      <span role="status" className="sr-only">
        {news}
      </span>
    </>
  );
}
