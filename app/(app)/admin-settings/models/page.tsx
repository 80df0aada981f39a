import { Sparkles } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientMessages } from "#components/i18n/client-messages.tsx";
import { AddProviderButton } from "#components/models/add-provider-button.tsx";
import { LimitsForm } from "#components/models/limits-form.tsx";
import { ProviderCard } from "#components/models/provider-card.tsx";
import { UsageTables } from "#components/models/usage-tables.tsx";
import { SettingsPage } from "#components/settings/settings-page.tsx";
import { SettingsSection } from "#components/settings/settings-section.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { loadModels } from "#lib/models/loaders.ts";
import { usageDaysSchema } from "#lib/models/schema.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("models"))("title") };
}

type Query = { searchParams: Promise<{ days?: string | string[] }> };

/** Admin settings › Models: what answers in the organization, by which key, and how much people may use. */
export default async function ModelsPage({ searchParams }: Query) {
  const days = usageDaysSchema.parse((await searchParams).days);
  const { canManage, organization, providers, inForce, ofInstance, limits, usage } = await loadModels(days);
  const t = await getTranslations("models");
  const instance = ofInstance.source === "instance" ? t("instanceModel", ofInstance) : t("builtinModel");
  const fallback = {
    byDefault: inForce.source === "organization" ? inForce.label : instance,
    withoutDefault: instance,
  };
  return (
    <ClientMessages namespaces={["auth", "chatErrors", "models"]}>
      <SettingsPage title={t("title")} description={t("description", { organization })}>
        {!canManage && <Callout>{t("readOnly")}</Callout>}
        <SettingsSection title={t("inForce.title")}>
          <Callout tone={inForce.source === "builtin" ? "warning" : "info"}>
            {inForce.source === "builtin"
              ? t("inForce.builtin")
              : t(`inForce.${inForce.source}`, { label: inForce.label })}
          </Callout>
        </SettingsSection>
        <SettingsSection
          title={t("providers.title")}
          description={t("providers.description")}
          footer={canManage && <AddProviderButton />}
        >
          {providers.length > 0 ? (
            <ul className="space-y-8">
              {providers.map((provider) => (
                <ProviderCard key={provider.id} provider={provider} canManage={canManage} fallback={fallback} />
              ))}
            </ul>
          ) : (
            <EmptyState icon={<Sparkles aria-hidden />} title={t("providers.empty")}>
              {canManage && t("providers.emptyText")}
            </EmptyState>
          )}
        </SettingsSection>
        <SettingsSection title={t("limits.title")} description={t("limits.description")}>
          <LimitsForm limits={limits} canManage={canManage} />
        </SettingsSection>
        <SettingsSection title={t("usage.title")} description={t("usage.description")}>
          <UsageTables usage={usage} days={days} limits={limits} />
        </SettingsSection>
      </SettingsPage>
    </ClientMessages>
  );
}
