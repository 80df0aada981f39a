"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { Field } from "#components/ui/field.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Input } from "#components/ui/input.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { CAPS_MAX, CAPS_MIN, QUESTION_CHARS } from "#lib/research/constants.ts";
import type { Plan, PlanTool } from "#lib/research/types.ts";
import { VisibleText } from "../visible-text.tsx";
import { byAccount } from "./plan-summary.tsx";

type PlanEditorProps = {
  /** As it was proposed: nothing can be added to it. */
  shown: Plan;
  draft: Plan;
  onChange: (draft: Plan) => void;
};

const STEP = { calls: 1, minutes: 1, tokens: 10_000 } as const;

/** A plan to make smaller: questions reworded or left out, tools left out, other caps. */
export function PlanEditor({ shown, draft, onChange }: PlanEditorProps) {
  const t = useTranslations("research.plan");
  const id = useId();
  const isKept = (tool: PlanTool) => draft.tools.some((kept) => isSame(kept, tool));
  const keep = (tool: PlanTool, isOn: boolean) =>
    onChange({ ...draft, tools: shown.tools.filter((one) => (isSame(one, tool) ? isOn : isKept(one))) });
  return (
    <div className="space-y-4 text-sm">
      <section className="space-y-2">
        <h3 className="font-medium">{t("questions")}</h3>
        {draft.questions.map((question, i) => (
          <div key={question.id} className="flex items-start gap-1.5">
            <Textarea
              aria-label={t("questionNumber", { n: i + 1 })}
              rows={2}
              maxLength={QUESTION_CHARS}
              className="field-sizing-content max-h-48 min-h-14"
              value={question.text}
              onChange={({ target }) =>
                onChange({
                  ...draft,
                  questions: draft.questions.map((one) => (one === question ? { ...one, text: target.value } : one)),
                })
              }
            />
            <IconButton
              label={t("removeQuestion", { n: i + 1 })}
              onClick={() => onChange({ ...draft, questions: draft.questions.filter((one) => one !== question) })}
            >
              <X aria-hidden />
            </IconButton>
          </div>
        ))}
      </section>
      <section className="space-y-2">
        <h3 className="font-medium">{t("tools")}</h3>
        {byAccount(shown.tools).map(({ connectionId, connectorName, accountName, tools }) => (
          <div key={connectionId} className="space-y-1">
            <p className="wrap-anywhere text-muted">
              <VisibleText text={connectorName} />
              {" · "}
              {accountName === null ? t("yourAccount") : <VisibleText text={accountName} />}
            </p>
            <ul>
              {tools.map((tool, i) => (
                <li key={tool.toolName} className="flex items-center gap-3 py-1">
                  <span id={`${id}-${connectionId}-${i}`} className="wrap-anywhere min-w-0 flex-1 font-mono text-xs">
                    <VisibleText text={tool.toolName} />
                  </span>
                  <Switch
                    aria-labelledby={`${id}-${connectionId}-${i}`}
                    checked={isKept(tool)}
                    onCheckedChange={(isOn) => keep(tool, isOn)}
                  />
                </li>
              ))}
            </ul>
          </div>
        ))}
      </section>
      <section className="space-y-2">
        <h3 className="font-medium">{t("caps")}</h3>
        <div className="grid gap-3 sm:grid-cols-3">
          {(["calls", "minutes", "tokens"] as const).map((name) => (
            <Field key={name} label={t(name)} hint={t("max", { max: CAPS_MAX[name] })}>
              {(control) => (
                <Input
                  {...control}
                  type="number"
                  inputMode="numeric"
                  min={CAPS_MIN[name]}
                  max={CAPS_MAX[name]}
                  step={STEP[name]}
                  value={Number.isNaN(draft.caps[name]) ? "" : draft.caps[name]}
                  onChange={({ target }) =>
                    onChange({ ...draft, caps: { ...draft.caps, [name]: Math.round(target.valueAsNumber) } })
                  }
                />
              )}
            </Field>
          ))}
        </div>
        <p className="text-muted">{t("tokensHint")}</p>
      </section>
    </div>
  );
}

function isSame(a: PlanTool, b: PlanTool): boolean {
  return a.connectionId === b.connectionId && a.toolName === b.toolName;
}
