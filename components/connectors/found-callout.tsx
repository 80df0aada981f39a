import { useTranslations } from "next-intl";
import { ConnectorTrace } from "#components/traces/connector-trace.tsx";
import { Callout } from "#components/ui/callout.tsx";
import type { ConnectorCheck } from "#lib/connectors/schema.ts";
import type { TraceStep } from "#lib/traces/types.ts";
import { FoundServer } from "./found-server.tsx";

/** What was found at an address, before it is added: a server, or the step that failed. */
export function FoundCallout({ check, steps }: { check: ConnectorCheck; steps: TraceStep[] }) {
  const t = useTranslations("connectors.found");
  const isDown = isNotWorking(check);
  return (
    <Callout tone={isDown ? "danger" : "success"} title={t(isDown ? "notWorking" : "title")}>
      <FoundServer check={check} />
      {isDown && (
        <>
          <p className="mt-1">{t("addAnywayText")}</p>
          <div className="mt-3">
            <ConnectorTrace steps={steps} canManage />
          </div>
        </>
      )}
    </Callout>
  );
}

/** Whether a connector of this server would be of no use as it is set. */
export function isNotWorking({ outcome }: ConnectorCheck): boolean {
  return outcome === "failed" || outcome === "key_refused";
}
