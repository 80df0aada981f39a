"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Dialog, DialogContent, DialogFooter } from "#components/ui/dialog.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import type { ConversationTool, ToolDetails } from "#lib/chat/types.ts";
import { type FieldProblem, formFields, parseForm } from "./schema-form.ts";
import { ToolFields } from "./tool-fields.tsx";
import { useToolDetails } from "./use-tool-details.ts";
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
  const details = useToolDetails(picked.connectorId, picked.tool.name, conversationId);
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
        {details && <RunForm inputSchema={details.inputSchema} pending={pending} onRun={onRun} onClose={onClose} />}
      </DialogContent>
    </Dialog>
  );
}

type RunFormProps = Pick<ToolFormProps, "pending" | "onRun" | "onClose"> & Pick<ToolDetails, "inputSchema">;

function RunForm({ inputSchema, pending, onRun, onClose }: RunFormProps) {
  const t = useTranslations("chat.toolForm");
  const common = useTranslations("common");
  const [problems, setProblems] = useState<Record<string, FieldProblem>>({});
  const fields = formFields(inputSchema);
  const form = useRef<HTMLFormElement>(null);
  // The window opened before it was known what there is to fill in.
  useEffect(() => form.current?.querySelector<HTMLElement>("textarea, input, select")?.focus(), []);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { elements } = event.currentTarget;
    const data = new FormData(event.currentTarget);
    const parsed = parseForm(fields, (name) => String(data.get(name) ?? ""));
    setProblems(parsed.ok ? {} : parsed.problems);
    if (parsed.ok) return onRun(parsed.value);
    const first = fields.find((field) => field.name in parsed.problems)?.name;
    const control = first === undefined ? null : elements.namedItem(first);
    if (control instanceof HTMLElement) control.focus();
  };
  return (
    <form ref={form} noValidate onSubmit={submit} className="space-y-4">
      <ToolFields fields={fields} problems={problems} />
      <DialogFooter>
        <Button onClick={onClose}>{common("cancel")}</Button>
        <Button type="submit" variant="primary" pending={pending}>
          {t("run")}
        </Button>
      </DialogFooter>
    </form>
  );
}
