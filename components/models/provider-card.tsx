"use client";

import { Ellipsis, KeyRound, Pencil, Plus, Trash2 } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { SettingsList } from "#components/settings/settings-row.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { useFocusHandover } from "#components/ui/use-focus-handover.ts";
import type { ProviderView } from "#lib/models/types.ts";
import { ModelRow } from "./model-row.tsx";
import { RemoveProviderDialog } from "./remove-dialogs.tsx";

const ProviderDialog = dynamic(async () => (await import("./provider-dialog.tsx")).ProviderDialog);
const ModelDialog = dynamic(async () => (await import("./model-dialog.tsx")).ModelDialog);

type ProviderCardProps = {
  provider: ProviderView;
  canManage: boolean;
  /** Names what answers in the place of a model of this provider that goes. */
  fallback: { byDefault: string; withoutDefault: string };
};

/** A provider with its models, and what can be done about it. */
export function ProviderCard({ provider, canManage, fallback }: ProviderCardProps) {
  const t = useTranslations("models");
  const common = useTranslations("common");
  const [dialog, setDialog] = useState<"edit" | "remove" | "model" | null>(null);
  const button = useFocusHandover<HTMLButtonElement>();
  const close = () => setDialog(null);
  const { name, models } = provider;
  const kind = t(`providers.kinds.${provider.provider}`);
  const hasDefault = models.some(({ isDefault }) => isDefault);
  return (
    <li aria-label={name} className="space-y-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <div className="min-w-0 flex-1 basis-40">
          <h3 className="wrap-anywhere font-medium text-base">{name}</h3>
          <p className="wrap-anywhere text-muted text-sm">
            {[kind !== name && kind, provider.baseUrl].filter(Boolean).join(" · ")}
          </p>
        </div>
        <Badge tone={provider.hasKey ? "success" : "neutral"}>
          <KeyRound aria-hidden />
          {t(provider.hasKey ? "providers.keySet" : "providers.noKey")}
        </Badge>
        {canManage && (
          <DropdownMenu>
            <DropdownMenuTrigger asChild>
              <IconButton ref={button} label={t("providers.more", { name })}>
                <Ellipsis aria-hidden />
              </IconButton>
            </DropdownMenuTrigger>
            <DropdownMenuContent align="end">
              <DropdownMenuItem onSelect={() => setDialog("edit")}>
                <Pencil aria-hidden />
                {common("edit")}
              </DropdownMenuItem>
              <DropdownMenuItem danger onSelect={() => setDialog("remove")}>
                <Trash2 aria-hidden />
                {common("remove")}
              </DropdownMenuItem>
            </DropdownMenuContent>
          </DropdownMenu>
        )}
      </div>
      {models.length > 0 ? (
        <SettingsList label={t("providers.models", { name })}>
          {models.map((model) => (
            <ModelRow
              key={model.id}
              model={model}
              canManage={canManage}
              fallback={model.isDefault ? fallback.withoutDefault : fallback.byDefault}
            />
          ))}
        </SettingsList>
      ) : (
        <p className="rounded-lg border border-line border-dashed px-4 py-3 text-muted text-sm">
          {t("providers.noModels")}
        </p>
      )}
      {canManage && (
        <Button size="sm" onClick={() => setDialog("model")}>
          <Plus aria-hidden />
          {t("model.add")}
        </Button>
      )}
      {dialog === "edit" && <ProviderDialog provider={provider} onClose={close} />}
      {dialog === "model" && <ModelDialog provider={provider} model={null} onClose={close} />}
      {dialog === "remove" && (
        <RemoveProviderDialog
          provider={provider}
          fallback={hasDefault ? fallback.withoutDefault : fallback.byDefault}
          onClose={close}
        />
      )}
    </li>
  );
}
