"use client";

import { Stethoscope } from "lucide-react";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { toast } from "#components/ui/toast.tsx";
import { CHECK_ANCHOR } from "#lib/traces/constants.ts";
import type { TraceStep, TraceView } from "#lib/traces/types.ts";
import { checkConnector } from "./check-request.ts";
import { ConnectorTrace } from "./connector-trace.tsx";
import { EarlierTraces } from "./earlier-traces.tsx";
import { TraceReportButton } from "./trace-report-button.tsx";

import { TraceTitle } from "./trace-title.tsx";

type ConnectorDoctorProps = {
  connector: { id: string; name: string; canManage: boolean };
  /** Newest first. */
  traces: readonly TraceView[];
  canRun: boolean;
};

/** The steps seen so far of a check under way, and the newest trace there was when it began. */
type Live = { steps: TraceStep[]; before: string | undefined; isRunning: boolean };

/** The last attempt at a connector step by step, a check to run now, and earlier attempts. */
export function ConnectorDoctor({ connector, traces, canRun }: ConnectorDoctorProps) {
  const t = useTranslations("traces");
  const router = useRouter();
  const locale = useLocale();
  const [live, setLive] = useState<Live | null>(null);
  const [announcement, setAnnouncement] = useState("");
  const [latest, ...earlier] = traces;
  // The page's own news take over as soon as they are there.
  const shown = live && (live.isRunning || live.before === latest?.id) ? live : null;

  const run = async () => {
    if (live?.isRunning) return;
    setAnnouncement("");
    setLive({ steps: [], before: latest?.id, isRunning: true });
    const outcome = await checkConnector(connector.id, (step) =>
      setLive((now) => now && { ...now, steps: [...now.steps, step] }),
    );
    if (outcome === null) toast.error(t("runFailed"));
    else setAnnouncement(t("finished", { outcome: t(`outcomes.${outcome}`) }));
    setLive((now) => now && { ...now, isRunning: false });
    router.refresh();
  };

  return (
    <div id={CHECK_ANCHOR} className="scroll-mt-6 space-y-3">
      {!latest && !shown ? (
        <EmptyState icon={<Stethoscope aria-hidden />} title={t("none")}>
          {t(canRun ? "noneText" : "noneReadOnly")}
        </EmptyState>
      ) : (
        <Card className="space-y-3 px-4 py-3">
          {shown ? (
            <h3 className="font-medium">{t("kinds.check")}</h3>
          ) : (
            latest && (
              <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
                <h3 className="contents">
                  <TraceTitle trace={latest} />
                </h3>
                <span className="flex-1 text-muted text-sm">
                  <RelativeTime at={latest.startedAt} locale={locale} />
                </span>
                <TraceReportButton connector={connector} trace={latest} />
              </div>
            )
          )}
          {(shown || latest) && (
            <ConnectorTrace
              // The check just made stays as it was opened when the page's own news of it arrive.
              key={live ? `after ${live.before}` : latest?.id}
              steps={shown?.steps ?? latest?.steps ?? []}
              canManage={connector.canManage}
              isRunning={shown?.isRunning ?? false}
            />
          )}
        </Card>
      )}
      <p role="status" className="sr-only">
        {announcement}
      </p>
      {canRun && (
        <Button pending={live?.isRunning ?? false} onClick={() => void run()}>
          <Stethoscope aria-hidden />
          {t("run")}
        </Button>
      )}
      {earlier.length > 0 && <EarlierTraces connector={connector} traces={earlier} />}
    </div>
  );
}
