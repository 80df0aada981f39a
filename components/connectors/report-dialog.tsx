"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState, useTransition } from "react";
import { orOffline } from "#components/auth/or-offline.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogContent, DialogFooter } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { toast } from "#components/ui/toast.tsx";
import { reportConnectorAction } from "#lib/connectors/actions.ts";
import { REPORT_DETAILS_MAX, REPORT_REASONS } from "#lib/connectors/constants.ts";
import { useConnectorProblem } from "./use-connector-problem.ts";

type ReportDialogProps = { connector: { id: string; name: string }; reportUrl: string | null; onClose: () => void };

/** "Report": kept in our own record, and a way on to wherever the operator wants reports. */
export function ReportDialog({ connector, reportUrl, onClose }: ReportDialogProps) {
  const t = useTranslations("connectors.reportDialog");
  const common = useTranslations("connectors");
  const problemText = useConnectorProblem();
  const [reason, setReason] = useState<(typeof REPORT_REASONS)[number]>("malicious");
  const [details, setDetails] = useState("");
  const [pending, startTransition] = useTransition();
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (pending) return;
    startTransition(async () => {
      const reported = await orOffline(reportConnectorAction({ connectorId: connector.id, reason, details }));
      if (!reported.ok) return toast.error(problemText(reported.code));
      toast.success(t("sent"));
      onClose();
    });
  };
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent
        title={t("title", { name: connector.name })}
        description={t("description")}
        closeLabel={common("close")}
      >
        <form onSubmit={send} className="space-y-4">
          <Field label={t("reason")}>
            {(control) => (
              <Select {...control} value={reason} onChange={(event) => setReason(event.target.value as typeof reason)}>
                {REPORT_REASONS.map((each) => (
                  <option key={each} value={each}>
                    {t(`reasons.${each}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label={t("details")}>
            {(control) => (
              <Textarea
                {...control}
                rows={4}
                value={details}
                maxLength={REPORT_DETAILS_MAX}
                onChange={(event) => setDetails(event.target.value)}
              />
            )}
          </Field>
          {reportUrl && (
            <p className="text-muted text-sm">
              {t("elsewhere")}{" "}
              <a
                href={reportUrl}
                rel="noreferrer"
                target="_blank"
                className="font-medium text-accent-text underline-offset-4 hover:underline"
              >
                {t("elsewhereLink")}
              </a>
            </p>
          )}
          <DialogFooter>
            <Button onClick={onClose}>{common("cancel")}</Button>
            <Button type="submit" variant="primary" pending={pending}>
              {t("send")}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
