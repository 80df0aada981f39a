"use client";

import { useTranslations } from "next-intl";
import { SettingsSection } from "#components/settings/settings-section.tsx";
import type { TraceView } from "#lib/traces/types.ts";
import { ConnectorDoctor } from "./connector-doctor.tsx";

type DoctorSectionProps = {
  connector: { id: string; name: string; canManage: boolean };
  traces: readonly TraceView[];
  canRun: boolean;
  /** Only the person's own attempts are shown. */
  isOwn?: boolean;
};

/** The part of a connector's page that says what works and what does not. */
export function DoctorSection({ isOwn = false, ...doctor }: DoctorSectionProps) {
  const t = useTranslations("traces");
  return (
    <SettingsSection title={t("title")} description={t(isOwn ? "descriptionOwn" : "description")}>
      <ConnectorDoctor {...doctor} />
    </SettingsSection>
  );
}
