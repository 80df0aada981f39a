"use client";

import { Ellipsis, Pencil, Power, Star, Trash2 } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { orOffline } from "#components/auth/or-offline.ts";
import { SettingsRow } from "#components/settings/settings-row.tsx";
import { Badge } from "#components/ui/badge.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { toast } from "#components/ui/toast.tsx";
import { useFocusHandover } from "#components/ui/use-focus-handover.ts";
import type { ActionResult } from "#lib/auth/errors.ts";
import { enableModelAction, makeDefaultAction } from "#lib/models/actions.ts";
import type { ModelView } from "#lib/models/types.ts";
import { RemoveModelDialog } from "./remove-dialogs.tsx";
import { TestModel } from "./test-model.tsx";
import { useModelProblem } from "./use-model-problem.ts";

const ModelDialog = dynamic(async () => (await import("./model-dialog.tsx")).ModelDialog);

type ModelRowProps = {
  model: ModelView;
  canManage: boolean;
  /** Names what answers in its place when it goes. */
  fallback: string;
};

/** A model people can choose, and what can be done about it. */
export function ModelRow({ model, canManage, fallback }: ModelRowProps) {
  const t = useTranslations("models.model");
  const common = useTranslations("common");
  const problem = useModelProblem();
  const [dialog, setDialog] = useState<"edit" | "remove" | null>(null);
  const [, startTransition] = useTransition();
  const button = useFocusHandover<HTMLButtonElement>();
  const { id: modelId, label, isDefault, isEnabled } = model;
  const close = () => setDialog(null);
  const act = (action: () => Promise<ActionResult<void, string>>, done: string) =>
    startTransition(async () => {
      const answer = await orOffline(action());
      if (answer.ok) toast.success(done);
      else toast.error(problem(answer.code));
    });
  const facts = [t("tokens", { count: model.contextTokens }), model.seesImages && t("seesImages")];
  return (
    <>
      <SettingsRow
        name={label}
        title={
          <span className="flex flex-wrap items-center gap-x-2">
            {label}
            {isDefault && <Badge tone="accent">{t("default")}</Badge>}
            {!isEnabled && <Badge>{t("off")}</Badge>}
          </span>
        }
        description={[model.modelName !== label && model.modelName, ...facts].filter(Boolean).join(" · ")}
        action={
          canManage && (
            <>
              <TestModel modelId={modelId} label={label} />
              <DropdownMenu>
                <DropdownMenuTrigger asChild>
                  <IconButton ref={button} label={t("more", { name: label })}>
                    <Ellipsis aria-hidden />
                  </IconButton>
                </DropdownMenuTrigger>
                <DropdownMenuContent align="end">
                  <DropdownMenuItem onSelect={() => setDialog("edit")}>
                    <Pencil aria-hidden />
                    {common("edit")}
                  </DropdownMenuItem>
                  {isEnabled && !isDefault && (
                    <DropdownMenuItem
                      onSelect={() => act(() => makeDefaultAction({ modelId }), t("isDefault", { label }))}
                    >
                      <Star aria-hidden />
                      {t("makeDefault")}
                    </DropdownMenuItem>
                  )}
                  <DropdownMenuItem
                    onSelect={() =>
                      act(
                        () => enableModelAction({ modelId, isEnabled: !isEnabled }),
                        t(isEnabled ? "turnedOff" : "turnedOn", { label }),
                      )
                    }
                  >
                    <Power aria-hidden />
                    {t(isEnabled ? "turnOff" : "turnOn")}
                  </DropdownMenuItem>
                  <DropdownMenuItem danger onSelect={() => setDialog("remove")}>
                    <Trash2 aria-hidden />
                    {common("remove")}
                  </DropdownMenuItem>
                </DropdownMenuContent>
              </DropdownMenu>
            </>
          )
        }
      />
      {dialog === "edit" && <ModelDialog model={model} onClose={close} />}
      {dialog === "remove" && <RemoveModelDialog model={model} fallback={fallback} onClose={close} />}
    </>
  );
}
