"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { orOffline } from "#components/auth/or-offline.ts";
import { toast } from "#components/ui/toast.tsx";
import { editConnectorAction, previewEditAction } from "#lib/connectors/actions.ts";
import type { EditableConnector, EditPreview } from "#lib/connectors/types.ts";
import { type DraftProblems, type SettingsDraft, settingsOf } from "./settings-draft.ts";
import { type ConnectorProblem, fieldOf, fieldProblems, useConnectorProblem } from "./use-connector-problem.ts";

type Form = { name: string; url: string; draft: SettingsDraft };
type Problems = { name?: string; url?: string; form?: string };

/** Problems that belong to a field under "Advanced settings". */
const PLACES: Partial<Record<ConnectorProblem, string>> = {
  header_value_required: "headers",
  client_required: "clientSecret",
  client_secret_required: "clientSecret",
};

/**
 * Saves an edit in two steps: what it does to the people who are connected is asked for first. Where it ends nobody's
 * connection it is saved at once; else `preview` has the numbers, and the next `save` goes through with them.
 */
export function useEdit(connector: EditableConnector, onClose: () => void) {
  const t = useTranslations("connectorSettings.edit");
  const problemText = useConnectorProblem();
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const [preview, setPreview] = useState<EditPreview | null>(null);
  const [isStale, setStale] = useState(false);
  const [problems, setProblems] = useState<Problems>({});
  const [draftProblems, setDraftProblems] = useState<DraftProblems>({});

  /** Something changed in the form: what was shown is no longer about it. */
  const reconsider = () => {
    setPreview(null);
    setStale(false);
  };

  const refuse = (code: ConnectorProblem, fields: Record<string, string> = {}) => {
    const byField = fieldProblems(fields, problemText);
    const place = PLACES[code];
    reconsider();
    setDraftProblems(place ? { [place]: code } : {});
    setProblems(byField ?? { [fieldOf(code)]: problemText(code) });
  };

  const save = ({ name, url, draft }: Form) => {
    if (pending) return;
    const settings = settingsOf(draft);
    setDraftProblems(settings.ok ? {} : settings.problems);
    setProblems(settings.ok ? {} : { form: t("checkAdvanced") });
    if (!settings.ok) return;
    const edit = { connectorId: connector.id, name, url, client: clientOf(draft, connector), settings: settings.value };
    const ask = async () => {
      const asked = await orOffline(previewEditAction(edit));
      if (!asked.ok) refuse(asked.code, asked.fields);
      return asked.ok ? asked.value : null;
    };
    const write = async (agreed: EditPreview) => {
      const { updatedAt, kept, ended } = agreed;
      const shown = { updatedAt, kept, ended: ended.reduce((sum, { people }) => sum + people, 0) };
      const saved = await orOffline(editConnectorAction({ edit, shown }));
      if (!saved.ok && saved.code === "changed_meanwhile") {
        setPreview(await ask());
        return setStale(true);
      }
      if (!saved.ok) return refuse(saved.code, saved.fields);
      const count = saved.value.connectionsEnded;
      if (saved.value.check?.outcome === "key_refused") toast.error(t("keyRefused", { name }));
      else if (count > 0) toast.success(t("savedEnded", { name, count }));
      else if (kept > 0) toast.success(t("savedKept", { name, count: kept }));
      else toast.success(t("saved", { name }));
      onClose();
      router.refresh();
    };
    startTransition(async () => {
      if (preview) return write(preview);
      const asked = await ask();
      if (asked && asked.ended.length === 0) return write(asked);
      setPreview(asked);
    });
  };

  return { save, reconsider, pending, preview, isStale, problems, draftProblems };
}

/** A secret that is not typed stays, as long as it belongs to the same client. */
function clientOf({ clientId, clientSecret, isSecretRemoved }: SettingsDraft, connector: EditableConnector) {
  const isSame = clientId.trim() === connector.client?.clientId;
  if (clientSecret.trim() !== "") return { clientId, secret: { change: "set", value: clientSecret } } as const;
  return { clientId, secret: { change: isSame && !isSecretRemoved ? "keep" : "remove" } } as const;
}
