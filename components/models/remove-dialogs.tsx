"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useTransition } from "react";
import { orOffline } from "#components/auth/or-offline.ts";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { ActionResult } from "#lib/auth/errors.ts";
import { removeModelAction, removeProviderAction } from "#lib/models/actions.ts";
import type { ModelView, ProviderView } from "#lib/models/types.ts";
import { useModelProblem } from "./use-model-problem.ts";

type Fallback = { fallback: string; onClose: () => void };

/** Asks before a model goes, and says what answers in its place. */
export function RemoveModelDialog({ model, fallback, onClose }: Fallback & { model: ModelView }) {
  return (
    <RemoveDialog
      name={model.label}
      remove={() => removeModelAction({ modelId: model.id })}
      fallback={fallback}
      onClose={onClose}
    />
  );
}

/** Asks before a provider goes with its key and its models. */
export function RemoveProviderDialog({ provider, fallback, onClose }: Fallback & { provider: ProviderView }) {
  const t = useTranslations("models.removeDialog");
  const count = provider.models.length;
  return (
    <RemoveDialog
      name={provider.name}
      remove={() => removeProviderAction({ providerId: provider.id })}
      fallback={count > 0 ? fallback : null}
      onClose={onClose}
    >
      <p>{count > 0 ? t("providerModels", { count }) : t("providerNoModels")}</p>
    </RemoveDialog>
  );
}

type RemoveDialogProps = {
  name: string;
  remove: () => Promise<ActionResult<void, string>>;
  /** null: nothing answers by it. */
  fallback: string | null;
  onClose: () => void;
  children?: ReactNode;
};

function RemoveDialog({ name, remove, fallback, onClose, children }: RemoveDialogProps) {
  const t = useTranslations("models.removeDialog");
  const common = useTranslations("common");
  const problem = useModelProblem();
  const [pending, startTransition] = useTransition();
  const confirm = () =>
    startTransition(async () => {
      const removed = await orOffline(remove());
      if (removed.ok) toast.success(t("removed", { name }));
      else toast.error(problem(removed.code));
      if (removed.ok || removed.code !== "offline") onClose();
    });
  return (
    <AlertDialog
      open
      onOpenChange={onClose}
      title={t("title", { name })}
      description={
        <>
          {children}
          {fallback !== null && <p>{t("fallback", { fallback })}</p>}
          <p>{t("kept")}</p>
        </>
      }
      cancelLabel={common("cancel")}
      confirmLabel={t("confirm")}
      pending={pending}
      onConfirm={confirm}
    />
  );
}
