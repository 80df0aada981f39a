"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useRef, useState, useTransition } from "react";
import { orOffline } from "#components/auth/or-offline.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { DialogFooter } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { toast } from "#components/ui/toast.tsx";
import { addConnectorAction, inspectServerAction, reserveConnectorAction } from "#lib/connectors/actions.ts";
import { NAME_MAX, URL_MAX } from "#lib/connectors/constants.ts";
import type { ConnectorCheck } from "#lib/connectors/schema.ts";
import type { Reservation } from "#lib/connectors/types.ts";
import type { TraceStep } from "#lib/traces/types.ts";
import { AdvancedSettings } from "./advanced-settings.tsx";
import { FoundCallout, isNotWorking } from "./found-callout.tsx";
import { reveal, useFirstProblem } from "./reveal.ts";
import { type DraftProblems, emptyDraft, type SettingsDraft, settingsOf } from "./settings-draft.ts";
import { type ConnectorProblem, fieldOf, fieldProblems, useConnectorProblem } from "./use-connector-problem.ts";

type Problems = { name?: string; url?: string; form?: string };
/** How long typing has to rest before the server is looked at. */
const REST_MS = 600;

/** `isAnonymous`: looked at without any key, as while somebody types. */
type Found = { url: string; check: ConnectorCheck; steps: TraceStep[]; isAnonymous: boolean };

/** The form of the add dialog. While one rests after typing the address, the server is looked at, what was found shown and its name suggested. */
export function AddConnectorForm({ onClose }: { onClose: () => void }) {
  const t = useTranslations("connectors");
  const advanced = useTranslations("connectorSettings.edit");
  const problemText = useConnectorProblem();
  const router = useRouter();
  const [reservation, setReservation] = useState<Reservation | null>(null);
  const [name, setName] = useState("");
  const [url, setUrl] = useState("");
  const [draft, setDraft] = useState(emptyDraft);
  const [draftProblems, setDraftProblems] = useState<DraftProblems>({});
  const [found, setFound] = useState<Found | null>(null);
  const [problems, setProblems] = useState<Problems>({});
  const [checking, startChecking] = useTransition();
  const [adding, startAdding] = useTransition();
  const form = useFirstProblem(draftProblems);
  const asked = useRef("");
  const suggested = useRef("");

  // biome-ignore lint/correctness/useExhaustiveDependencies: once per opening, which has an id of its own
  useEffect(() => {
    let isCurrent = true;
    void orOffline(reserveConnectorAction({})).then((reserved) => {
      if (!isCurrent) return;
      if (reserved.ok) setReservation(reserved.value);
      else setProblems({ form: problemText(reserved.code) });
    });
    return () => {
      isCurrent = false;
    };
  }, []);

  const show = (code: ConnectorProblem, fields: Record<string, string> = {}) => {
    const ofClient = Object.fromEntries(Object.entries(fields).filter(([field]) => field.startsWith("client")));
    setDraftProblems(ofClient);
    setProblems(fieldProblems(fields, problemText) ?? { [fieldOf(code)]: problemText(code) });
  };

  const inspect = () => {
    const address = url.trim();
    if (address === "" || asked.current === address) return;
    asked.current = address;
    startChecking(async () => {
      const inspected = await orOffline(inspectServerAction({ url: address }));
      if (asked.current !== address) return;
      if (!inspected.ok) {
        setFound(null);
        return show(inspected.code, inspected.fields);
      }
      setProblems({});
      setFound({ url: address, check: inspected.value.check, steps: inspected.value.steps, isAnonymous: true });
      const previous = suggested.current;
      suggested.current = inspected.value.suggestedName.slice(0, NAME_MAX);
      setName((typed) => (typed === "" || typed === previous ? suggested.current : typed));
    });
  };

  // Not on leaving the field: that happens under the pointer on its way to a button.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only typing starts it
  useEffect(() => {
    if (!URL.canParse(url.trim())) return;
    const timer = setTimeout(inspect, REST_MS);
    return () => clearTimeout(timer);
  }, [url]);

  const change = (changed: Partial<SettingsDraft>) => {
    setDraft((current) => ({ ...current, ...changed }));
    setFound((current) => (current?.isAnonymous === false ? null : current));
  };

  // A look without a key says nothing about a server that wants one.
  const isTelling = !found?.isAnonymous || found.check.outcome === "ready" || draft.authentication !== "headers";
  const shown = found && found.url === url.trim() && isTelling ? found : null;
  const isDown = shown !== null && isNotWorking(shown.check);
  const add = (event: FormEvent) => {
    event.preventDefault();
    if (!reservation || adding) return;
    asked.current = url.trim();
    const settings = settingsOf(draft);
    setDraftProblems(settings.ok ? {} : settings.problems);
    if (!settings.ok) return setProblems({ form: advanced("checkAdvanced") });
    const usesOAuth = draft.authentication === "automatic" || draft.authentication === "organization";
    const client = usesOAuth ? draft : emptyDraft();
    startAdding(async () => {
      const { connectorId } = reservation;
      const { clientId, clientSecret } = client;
      const input = { connectorId, name, url, clientId, clientSecret, settings: settings.value, anyway: isDown };
      const added = await orOffline(addConnectorAction(input));
      if (!added.ok) return show(added.code, added.fields);
      if (added.value.kind === "not_working")
        return setFound({ url: url.trim(), check: added.value.check, steps: added.value.steps, isAnonymous: false });
      toast.success(t("addDialog.added", { name: name.trim() }));
      onClose();
      router.refresh();
    });
  };

  return (
    <form ref={form} onSubmit={add} className="space-y-4" noValidate>
      <Field label={t("fields.name")} error={problems.name}>
        {(control) => (
          <Input
            {...control}
            value={name}
            maxLength={NAME_MAX}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label={t("fields.url")} hint={t("fields.urlHint")} error={problems.url}>
        {(control) => (
          <Input
            {...control}
            type="url"
            value={url}
            maxLength={URL_MAX}
            placeholder="https://"
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setUrl(event.target.value)}
          />
        )}
      </Field>
      <div aria-live="polite">
        {(checking || adding) && (
          <p className="flex items-center gap-2 text-muted">
            <Spinner /> {t("addDialog.checking")}
          </p>
        )}
        {shown && !checking && (
          <div ref={shown.isAnonymous ? null : reveal}>
            <FoundCallout check={shown.check} steps={shown.steps} />
          </div>
        )}
      </div>
      <AdvancedSettings draft={draft} onChange={change} problems={draftProblems} callback={reservation} />
      <Callout tone="warning" title={t("addDialog.warningTitle")}>
        <ul className="list-disc space-y-1 pl-4">
          <li>{t("addDialog.warningTrust")}</li>
          <li>{t("addDialog.warningInjection")}</li>
          <li>{t("addDialog.warningChange")}</li>
        </ul>
      </Callout>
      {problems.form && (
        <Callout tone="danger" role="alert">
          {problems.form}
        </Callout>
      )}
      <DialogFooter>
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button type="submit" variant="primary" pending={adding} disabled={!reservation}>
          {t(isDown ? "addAnyway" : "add")}
        </Button>
      </DialogFooter>
    </form>
  );
}
