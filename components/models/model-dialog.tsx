"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { FormProblem } from "#components/auth/form-problem.tsx";
import { useFormAction } from "#components/auth/use-form-action.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose, DialogContent, DialogFooter } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { toast } from "#components/ui/toast.tsx";
import { addModelAction, editModelAction } from "#lib/models/actions.ts";
import { MODEL_LABEL_MAX_CHARS, MODEL_NAME_MAX_CHARS } from "#lib/models/constants.ts";
import type { ModelView, ProviderView } from "#lib/models/types.ts";
import { Checkbox } from "./checkbox.tsx";
import { useModelProblem } from "./use-model-problem.ts";

type ModelDialogProps =
  | { provider: Pick<ProviderView, "id" | "name" | "provider">; model: null; onClose: () => void }
  | { model: ModelView; onClose: () => void };

/** Adds a model of a provider, or changes one. */
export function ModelDialog(props: ModelDialogProps) {
  const { model, onClose } = props;
  const t = useTranslations("models.model");
  const common = useTranslations("common");
  const [modelName, setModelName] = useState(model?.modelName ?? "");
  const [label, setLabel] = useState(model?.label ?? "");
  const problem = useModelProblem();
  const adding = useFormAction(
    addModelAction,
    () => {
      toast.success(t("added", { label }));
      onClose();
    },
    problem,
  );
  const editing = useFormAction(
    editModelAction,
    () => {
      toast.success(t("saved", { label }));
      onClose();
    },
    problem,
  );
  const form = model ? editing : adding;
  const seesImages = props.model ? props.model.seesImages : props.provider.provider !== "openai-compatible";
  const rename = (next: string) => {
    // A label nobody typed follows the name.
    if (label === modelName) setLabel(next);
    setModelName(next);
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title={props.model ? t("edit", { name: props.model.label }) : t("addTo", { name: props.provider.name })}
        closeLabel={common("close")}
      >
        <form {...form.formProps} className="space-y-4">
          {props.model ? (
            <input type="hidden" name="modelId" value={props.model.id} />
          ) : (
            <input type="hidden" name="providerId" value={props.provider.id} />
          )}
          <Field label={t("name")} hint={t("nameHint")} error={form.fieldError("modelName")}>
            {(control) => (
              <Input
                {...control}
                name="modelName"
                value={modelName}
                maxLength={MODEL_NAME_MAX_CHARS}
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => rename(event.target.value)}
              />
            )}
          </Field>
          <Field label={t("label")} hint={t("labelHint")} error={form.fieldError("label")}>
            {(control) => (
              <Input
                {...control}
                name="label"
                value={label}
                maxLength={MODEL_LABEL_MAX_CHARS}
                autoComplete="off"
                onChange={(event) => setLabel(event.target.value)}
              />
            )}
          </Field>
          <Field
            label={t("context")}
            aside={<span className="text-muted text-sm">{common("optional")}</span>}
            hint={t("contextHint")}
            error={form.fieldError("contextTokens")}
          >
            {(control) => (
              <Input {...control} name="contextTokens" inputMode="numeric" defaultValue={model?.contextTokens ?? ""} />
            )}
          </Field>
          <Checkbox name="seesImages" label={t("images")} hint={t("imagesHint")} defaultChecked={seesImages} />
          <FormProblem problem={form.problem} />
          <DialogFooter>
            <DialogClose asChild>
              <Button>{common("cancel")}</Button>
            </DialogClose>
            <Button type="submit" variant="primary" pending={form.pending}>
              {common(model ? "save" : "add")}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
