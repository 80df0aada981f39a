import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import type { EditPreview } from "#lib/connectors/types.ts";

/** How many people stay connected, and how many have to connect again and why, before an edit is saved. */
export function EditImpact({ preview, isStale }: { preview: EditPreview; isStale: boolean }) {
  const t = useTranslations("connectorSettings.edit");
  const reasons = useTranslations("connectorSettings.endReasons");
  return (
    <Callout tone="warning" role="alert" title={t("impactTitle")}>
      {isStale && <p className="mb-1 font-medium">{t("changedMeanwhile")}</p>}
      <ul className="list-disc space-y-1 pl-4">
        <li>{t("kept", { count: preview.kept })}</li>
        {preview.ended.map(({ reason, people }) => (
          <li key={reason}>{t("ended", { count: people, reason: reasons(reason) })}</li>
        ))}
      </ul>
      <p className="mt-1">{t("revoked")}</p>
    </Callout>
  );
}
