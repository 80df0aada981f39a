"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogContent, DialogFooter } from "#components/ui/dialog.tsx";
import { Field, type FieldControl } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import type { ConversationTool } from "#lib/chat/types.ts";
import { type FieldProblem, type FormField, formFields, parseForm } from "./schema-form.ts";
import { VisibleText } from "./visible-text.tsx";

/** A tool with the connector it belongs to. */
export type PickedTool = { connectorId: string; connectorName: string; tool: ConversationTool };

type ToolFormProps = {
  picked: PickedTool;
  pending: boolean;
  onRun: (args: Record<string, unknown>) => void;
  onClose: () => void;
};

/** Takes the arguments for a tool run by hand, by the tool's own input schema. */
export function ToolForm({ picked, pending, onRun, onClose }: ToolFormProps) {
  const t = useTranslations("chat.toolForm");
  const common = useTranslations("common");
  const [problems, setProblems] = useState<Record<string, FieldProblem>>({});
  const fields = formFields(picked.tool.inputSchema);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const parsed = parseForm(fields, (name) => String(data.get(name) ?? ""));
    setProblems(parsed.ok ? {} : parsed.problems);
    if (parsed.ok) return onRun(parsed.value);
    const first = fields.find((field) => field.name in parsed.problems)?.name;
    const control = first === undefined ? null : form.elements.namedItem(first);
    if (control instanceof HTMLElement) control.focus();
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title={t("title", { tool: picked.tool.name })}
        description={<VisibleText text={picked.tool.description.slice(0, 600) || picked.connectorName} />}
        closeLabel={common("close")}
      >
        <form noValidate onSubmit={submit} className="space-y-4">
          {fields.length === 0 && <p className="text-muted">{t("noArguments")}</p>}
          {fields.map((field) => {
            const problem = problems[field.name];
            const hint = [field.title, field.description].filter(Boolean).join(" · ");
            return (
              <Field
                key={field.name}
                label={<VisibleText text={field.name} />}
                hint={hint ? <VisibleText text={hint} /> : undefined}
                error={problem && t(`problems.${problem}`)}
                aside={field.required ? <Badge>{common("required")}</Badge> : undefined}
              >
                {(control) => <ToolField field={field} control={control} />}
              </Field>
            );
          })}
          <DialogFooter>
            <Button onClick={onClose}>{common("cancel")}</Button>
            <Button type="submit" variant="primary" pending={pending}>
              {t("run")}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}

function ToolField({ field, control }: { field: FormField; control: FieldControl }) {
  const t = useTranslations("chat.toolForm");
  const common = { ...control, name: field.name, defaultValue: field.initial, "aria-required": field.required };
  switch (field.kind) {
    case "text":
      return <Textarea {...common} rows={1} className="field-sizing-content max-h-48" />;
    case "json":
      return <Textarea {...common} rows={3} spellCheck={false} placeholder="{ }" className="font-mono text-sm" />;
    case "number":
      return <Input {...common} inputMode={field.integer ? "numeric" : "decimal"} />;
    case "boolean":
      return (
        <Select {...common}>
          {!field.required && <option value="">{t("notSet")}</option>}
          <option value="true">true</option>
          <option value="false">false</option>
        </Select>
      );
    case "choice":
      return (
        <Select {...common}>
          {(!field.required || field.initial === "") && <option value="">{t("notSet")}</option>}
          {field.options.map((option) => (
            <option key={option.text} value={option.text}>
              {option.text}
            </option>
          ))}
        </Select>
      );
  }
}
