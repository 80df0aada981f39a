import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import type { ConnectorState } from "#lib/connections/types.ts";

const TONES = {
  not_connected: "neutral",
  connected: "success",
  expires_soon: "warning",
  reconnect: "warning",
  degraded: "warning",
  blocked: "danger",
  needs_review: "warning",
  unreachable: "danger",
} as const satisfies Record<ConnectorState, string>;

/** How a connector stands, in words. */
export function StateBadge({ state }: { state: ConnectorState }) {
  const t = useTranslations("connections.states");
  return <Badge tone={TONES[state]}>{t(state)}</Badge>;
}
