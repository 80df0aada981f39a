"use client";

import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogContent, DialogFooter } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { cn } from "#lib/platform/cn.ts";
import type { ToolCallView } from "#lib/tool-calls/types.ts";
import type { FieldProblem } from "../schema-form.ts";
import { ToolFields } from "../tool-fields.tsx";
import { useToolDetails } from "../use-tool-details.ts";
import { Changes } from "./changes-lazy.tsx";
import { editedArguments, filledFields, parseArguments } from "./edited-arguments.ts";
import { useArmed } from "./use-armed.ts";

type Arguments = Record<string, unknown>;
type EditArgumentsProps = {
  call: ToolCallView;
  pending: boolean;
  onAllow: (args: Arguments) => void;
  onClose: () => void;
};

/** Takes the arguments as the person wants them instead: by a form, where the tool has a schema, or as JSON. */
export function EditArguments(props: EditArgumentsProps) {
  const t = useTranslations("approvals.edit");
  const common = useTranslations("common");
  const { call, onClose } = props;
  const details = useToolDetails(call.connector.id, call.tool.name, call.conversationId);
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        size="lg"
        title={t("title", { tool: call.tool.name })}
        description={t("description")}
        closeLabel={common("close")}
      >
        {details === undefined ? <Spinner /> : <EditForm {...props} inputSchema={details?.inputSchema ?? {}} />}
      </DialogContent>
    </Dialog>
  );
}

type EditFormProps = EditArgumentsProps & { inputSchema: Record<string, unknown> };

function EditForm({ call, inputSchema, pending, onAllow, onClose }: EditFormProps) {
  const t = useTranslations("approvals.edit");
  const common = useTranslations("common");
  const form = useRef<HTMLFormElement>(null);
  const buttons = useRef<HTMLDivElement>(null);
  const { armed, isArmed } = useArmed(buttons);
  /** What the fields began with; the other tab begins with what this one came to. */
  const [start, setStart] = useState<Arguments>(call.arguments);
  const fields = filledFields(inputSchema, start);
  const [tab, setTab] = useState<"form" | "json">(fields.length > 0 ? "form" : "json");
  const [value, setValue] = useState<Arguments | null>(call.arguments);
  const [problems, setProblems] = useState<Record<string, FieldProblem>>({});

  const read = () => {
    const data = new FormData(form.current ?? undefined);
    const textOf = (name: string) => String(data.get(name) ?? "");
    if (tab === "json") {
      const parsed = parseArguments(textOf("json"));
      setProblems(parsed ? {} : { json: "not_json" });
      return parsed;
    }
    const edited = editedArguments(start, fields, textOf);
    setProblems(edited.ok ? {} : edited.problems);
    return edited.ok ? edited.value : null;
  };
  const show = (next: "form" | "json") => {
    const edited = read();
    setValue(edited);
    if (!edited) return;
    setStart(edited);
    setTab(next);
  };
  const allow = () => {
    const edited = read();
    setValue(edited);
    if (edited) {
      if (isArmed()) onAllow(edited);
    } else form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  };
  return (
    // Enter in a field allows nothing: that takes the button.
    <form
      ref={form}
      noValidate
      onSubmit={(event) => event.preventDefault()}
      onInput={() => setValue(read())}
      className="space-y-4"
    >
      {fields.length > 0 && (
        // biome-ignore lint/a11y/useSemanticElements: two ways to see the same, not a form's question
        <div role="group" aria-label={t("as")} className="inline-flex rounded-md border border-line bg-sunken p-0.5">
          {(["form", "json"] as const).map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={tab === each}
              onClick={() => tab !== each && show(each)}
              className={cn(
                "h-7 rounded-sm px-3 font-medium text-sm",
                tab === each ? "bg-surface text-text shadow-sm" : "text-muted hover:text-text",
              )}
            >
              {t(each)}
            </button>
          ))}
        </div>
      )}
      {tab === "form" ? (
        <ToolFields fields={fields} problems={problems} />
      ) : (
        <Field label={t("jsonLabel")} error={problems.json && t("notJson")}>
          {(control) => (
            <Textarea
              {...control}
              name="json"
              spellCheck={false}
              rows={8}
              defaultValue={JSON.stringify(start, null, 2)}
              className="field-sizing-content max-h-[50dvh] min-h-40 font-mono text-sm"
            />
          )}
        </Field>
      )}
      {value && (
        <section className="space-y-1.5" aria-label={t("changes")}>
          <h3 className="font-medium text-sm">{t("changes")}</h3>
          <Changes before={call.arguments} now={value} />
        </section>
      )}
      <div ref={buttons}>
        <DialogFooter>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button variant="primary" aria-disabled={!armed} pending={pending} onClick={allow}>
            {t("allow")}
          </Button>
        </DialogFooter>
      </div>
    </form>
  );
}
