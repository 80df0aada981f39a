"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { FormProblem } from "#components/auth/form-problem.tsx";
import { useFormAction } from "#components/auth/use-form-action.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose, DialogContent, DialogFooter } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { toast } from "#components/ui/toast.tsx";
import { addProviderAction, editProviderAction } from "#lib/models/actions.ts";
import { BASE_URL_MAX_CHARS, KEY_MAX_CHARS, PROVIDER_NAME_MAX_CHARS, PROVIDERS } from "#lib/models/constants.ts";
import type { Provider, ProviderView } from "#lib/models/types.ts";
import { Checkbox } from "./checkbox.tsx";
import { useModelProblem } from "./use-model-problem.ts";

/** What is wrong with the address alone. */
const ABOUT = { address_needed: "baseUrl", address_not_allowed: "baseUrl" };

/** Adds a provider, or changes one. Its key can be given, replaced and forgotten, never read. */
export function ProviderDialog({ provider, onClose }: { provider: ProviderView | null; onClose: () => void }) {
  const t = useTranslations("models");
  const common = useTranslations("common");
  const [kind, setKind] = useState<Provider>(provider?.provider ?? "anthropic");
  const [name, setName] = useState(provider?.name ?? t(`providers.kinds.${kind}`));
  const problem = useModelProblem();
  const adding = useFormAction(
    addProviderAction,
    () => {
      toast.success(t("providers.added", { name }));
      onClose();
    },
    problem,
    ABOUT,
  );
  const editing = useFormAction(
    editProviderAction,
    ({ keyForgotten }) => {
      toast.success(t(keyForgotten ? "providers.keyForgotten" : "providers.saved", { name }));
      onClose();
    },
    problem,
    ABOUT,
  );
  const form = provider ? editing : adding;
  const needsAddress = kind === "openai-compatible";
  const keyHint = provider?.hasKey ? "keySetHint" : needsAddress ? "keyOptionalHint" : "keyHint";
  const chooseKind = (next: Provider) => {
    // A name nobody typed follows the kind.
    if (name === t(`providers.kinds.${kind}`)) setName(t(`providers.kinds.${next}`));
    setKind(next);
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title={provider ? t("providerDialog.edit", { name: provider.name }) : t("providerDialog.add")}
        closeLabel={common("close")}
      >
        <form {...form.formProps} className="space-y-4">
          {provider && <input type="hidden" name="providerId" value={provider.id} />}
          {!provider && (
            <Field label={t("providerDialog.kind")} hint={t("providerDialog.kindHint")}>
              {(control) => (
                <Select
                  {...control}
                  name="provider"
                  value={kind}
                  onChange={(event) => chooseKind(event.target.value as Provider)}
                >
                  {PROVIDERS.map((each) => (
                    <option key={each} value={each}>
                      {t(`providers.kinds.${each}`)}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          )}
          <Field label={t("providerDialog.name")} error={form.fieldError("name")}>
            {(control) => (
              <Input
                {...control}
                name="name"
                value={name}
                maxLength={PROVIDER_NAME_MAX_CHARS}
                autoComplete="off"
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          <Field
            label={t("providerDialog.address")}
            aside={!needsAddress && <span className="text-muted text-sm">{common("optional")}</span>}
            hint={t(needsAddress ? "providerDialog.addressNeededHint" : "providerDialog.addressHint")}
            error={form.fieldError("baseUrl")}
          >
            {(control) => (
              <Input
                {...control}
                type="url"
                name="baseUrl"
                defaultValue={provider?.baseUrl ?? ""}
                maxLength={BASE_URL_MAX_CHARS}
                autoComplete="off"
                spellCheck={false}
              />
            )}
          </Field>
          <Field
            label={t("providerDialog.key")}
            aside={needsAddress && <span className="text-muted text-sm">{common("optional")}</span>}
            hint={t(`providerDialog.${keyHint}`)}
            error={form.fieldError("key")}
          >
            {(control) => (
              <Input {...control} type="password" name="key" maxLength={KEY_MAX_CHARS} autoComplete="off" />
            )}
          </Field>
          {provider?.hasKey && <Checkbox name="forgetKey" label={t("providerDialog.forgetKey")} />}
          <FormProblem problem={form.problem} />
          <DialogFooter>
            <DialogClose asChild>
              <Button>{common("cancel")}</Button>
            </DialogClose>
            <Button type="submit" variant="primary" pending={form.pending}>
              {common(provider ? "save" : "add")}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
