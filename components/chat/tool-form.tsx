"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useState } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Dialog, DialogContent, DialogFooter } from "#components/ui/dialog.tsx";
import { Field, type FieldControl } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { toolDetailsAction } from "#lib/chat/actions.ts";
import type { ConversationTool, ToolDetails } from "#lib/chat/types.ts";
import { type FieldProblem, type FormField, formFields, parseForm } from "./schema-form.ts";
import { VisibleText } from "./visible-text.tsx";

/** A tool with the connector it belongs to. */
export type PickedTool = { connectorId: string; connectorName: string; tool: ConversationTool };

type ToolFormProps = {
  picked: PickedTool;
  /** null: there is no conversation yet. */
  conversationId: string | null;
  pending: boolean;
  onRun: (args: Record<string, unknown>) => void;
  onClose: () => void;
};

/** Takes the arguments for a tool run by hand, by the tool's own input schema. */
export function ToolForm({ picked, conversationId, pending, onRun, onClose }: ToolFormProps) {
  const t = useTranslations("chat.toolForm");
  const common = useTranslations("common");
  const words = useTranslations("toolAccess.form");
  const details = useToolDetails(picked, conversationId);
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title={t("title", { tool: picked.tool.name })}
        description={<VisibleText text={(details ?? picked.tool)?.description.slice(0, 600) || picked.connectorName} />}
        closeLabel={common("close")}
      >
        {details === undefined && (
          <p role="status" className="flex items-center gap-2 text-muted">
            <Spinner />
            {words("loading")}
          </p>
        )}
        {details === null && <Callout tone="danger">{words("gone")}</Callout>}
        {details && <ToolFields inputSchema={details.inputSchema} pending={pending} onRun={onRun} onClose={onClose} />}
      </DialogContent>
    </Dialog>
  );
}

/** What the tool takes: undefined while it is being asked for, null where it is not to be had. */
function useToolDetails(
  { connectorId, tool: { name } }: PickedTool,
  conversationId: string | null,
): ToolDetails | null | undefined {
  const [details, setDetails] = useState<ToolDetails | null>();
  useEffect(() => {
    let isWanted = true;
    const show = (found: ToolDetails | null) => isWanted && setDetails(found);
    toolDetailsAction({ conversationId, connectorId, toolName: name })
      .then((answer) => show(answer.ok ? answer.value : null))
      .catch(() => show(null));
    return () => {
      isWanted = false;
    };
  }, [conversationId, connectorId, name]);
  return details;
}

type ToolFieldsProps = Pick<ToolFormProps, "pending" | "onRun" | "onClose"> & Pick<ToolDetails, "inputSchema">;

function ToolFields({ inputSchema, pending, onRun, onClose }: ToolFieldsProps) {
  const t = useTranslations("chat.toolForm");
  const common = useTranslations("common");
  const [problems, setProblems] = useState<Record<string, FieldProblem>>({});
  const fields = formFields(inputSchema);
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
