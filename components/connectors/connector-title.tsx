import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";

/** A connector's name with the badge that says where it comes from. */
export function ConnectorTitle({ name, kind }: { name: string; kind: "custom" | "prebuilt" }) {
  const t = useTranslations("connectors");
  return (
    <span className="flex flex-wrap items-center gap-2">
      <span>{name}</span>
      <Badge>{t(kind)}</Badge>
    </span>
  );
}
