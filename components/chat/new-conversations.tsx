"use client";

import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { Select } from "#components/ui/select.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { toast } from "#components/ui/toast.tsx";
import { setDefaultModelAction, setDefaultTogglesAction, setDefaultToolAccessAction } from "#lib/chat/actions.ts";
import { TOOL_ACCESS } from "#lib/chat/constants.ts";
import type { NewConversationView, Toggle } from "#lib/chat/types.ts";
import { applyToggles } from "./connector-state.ts";
import { ConnectorTools } from "./connector-tools.tsx";

/** What new conversations begin with: how tools reach the model, which model, which connectors and tools start on. */
export function NewConversations({ view, canManage }: { view: NewConversationView; canManage: boolean }) {
  const t = useTranslations("toolAccess");
  const modelLabel = useId();
  const [toolAccess, setToolAccess] = useState(view.toolAccess);
  const [modelId, setModelId] = useState(view.models.current);
  const [toggles, setToggles] = useState<Toggle[]>([]);
  const [news, setNews] = useState("");
  const connectors = applyToggles(view.connectors, toggles).filter(({ connection }) => connection !== null);

  /** Shows a choice at once, and takes it back when it could not be kept. */
  const keep = async (saving: Promise<{ ok: boolean }>, undo: () => void) => {
    setNews("");
    const saved = await saving.catch(() => ({ ok: false }));
    if (saved.ok) return setNews(t("defaults.saved"));
    undo();
    toast.error(t("menu.notSaved"));
  };
  const toggle = (changes: Toggle[]) => {
    if (changes.length === 0) return;
    const before = toggles;
    setToggles([...before, ...changes]);
    void keep(setDefaultTogglesAction({ toggles: changes }), () => setToggles(before));
  };
  return (
    <div className="space-y-5 rounded-lg border border-line bg-surface p-4 shadow-sm">
      <RadioGroup
        legend={t("access.label")}
        name="tool-access"
        value={toolAccess}
        onValueChange={(next) => {
          setToolAccess(next);
          void keep(setDefaultToolAccessAction({ toolAccess: next }), () => setToolAccess(toolAccess));
        }}
        options={TOOL_ACCESS.map((value) => ({
          value,
          label: t(`access.${value}`),
          hint: t(`access.hints.${value}`),
        }))}
      />
      {view.models.options.length > 1 && (
        <div className="max-w-xs space-y-1.5">
          <label htmlFor={modelLabel} className="font-medium">
            {t("defaults.model")}
          </label>
          <Select
            id={modelLabel}
            value={modelId ?? ""}
            onChange={(event) => {
              const next = event.target.value || null;
              setModelId(next);
              void keep(setDefaultModelAction({ modelId: next }), () => setModelId(modelId));
            }}
          >
            {view.models.options.map(({ id, label, providerName }) => (
              <option key={id ?? ""} value={id ?? ""}>
                {label ? `${label} · ${providerName}` : t("defaults.instanceModel")}
              </option>
            ))}
          </Select>
        </div>
      )}
      <Disclosure label={t("defaults.connectors")}>
        {connectors.length === 0 && <p className="text-muted">{t("defaults.none")}</p>}
        <div className="divide-y divide-line">
          {connectors.map((connector) => (
            <div key={connector.connectorId} className="flex items-start gap-2 py-1">
              <div className="min-w-0 flex-1">
                <ConnectorTools
                  connector={connector}
                  tools={connector.tools}
                  isSearched={false}
                  startsOpen={false}
                  onToggle={toggle}
                  onChooseAccount={null}
                  canManage={canManage}
                />
              </div>
              <Switch
                aria-label={connector.name}
                className="mt-1.5"
                checked={connector.enabled}
                onCheckedChange={(enabled) => toggle([{ connectorId: connector.connectorId, enabled }])}
              />
            </div>
          ))}
        </div>
      </Disclosure>
      <p role="status" className="sr-only">
        {news}
      </p>
    </div>
  );
}
