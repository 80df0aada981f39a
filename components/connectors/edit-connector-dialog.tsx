"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Dialog, DialogContent, DialogFooter } from "#components/ui/dialog.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { editableConnectorAction } from "#lib/connectors/actions.ts";
import type { EditableConnector } from "#lib/connectors/types.ts";
import { EditConnectorForm } from "./edit-connector-form.tsx";
import { useConnectorProblem } from "./use-connector-problem.ts";

type EditConnectorDialogProps = { connector: { id: string; name: string }; onClose: () => void };

/** Everything an owner can change about a connector; what is set is read when the dialog opens. */
export function EditConnectorDialog({ connector, onClose }: EditConnectorDialogProps) {
  const t = useTranslations("connectors");
  const words = useTranslations("connectorSettings.edit");
  const problemText = useConnectorProblem();
  const [attempt, setAttempt] = useState(0);
  const [loaded, setLoaded] = useState<EditableConnector | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: once per attempt
  useEffect(() => {
    let isCurrent = true;
    setProblem(null);
    void editableConnectorAction({ connectorId: connector.id })
      .catch(() => ({ ok: false, code: "offline" }) as const)
      .then((found) => {
        if (!isCurrent) return;
        if (found.ok) setLoaded(found.value);
        else setProblem(problemText(found.code));
      });
    return () => {
      isCurrent = false;
    };
  }, [connector.id, attempt]);

  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent title={t("editDialog.title", { name: connector.name })} closeLabel={t("close")}>
        {loaded ? (
          <EditConnectorForm connector={loaded} onClose={onClose} />
        ) : (
          <>
            {problem ? (
              <Callout tone="danger" role="alert">
                {problem}
              </Callout>
            ) : (
              <p role="status" className="flex items-center gap-2 text-muted">
                <Spinner /> {words("loading")}
              </p>
            )}
            <DialogFooter>
              <Button onClick={onClose}>{t("cancel")}</Button>
              {problem && (
                <Button variant="primary" onClick={() => setAttempt(attempt + 1)}>
                  {words("retry")}
                </Button>
              )}
            </DialogFooter>
          </>
        )}
      </DialogContent>
    </Dialog>
  );
}
