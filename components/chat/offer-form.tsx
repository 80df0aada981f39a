"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useId, useState } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { DialogFooter } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { suggestValues, type Wanted } from "./requests.ts";
import { visibleParts } from "./visible-parts.ts";
import { VisibleText } from "./visible-text.tsx";

/** Typing rests this long before the server is asked for suggestions, in milliseconds. */
const SUGGEST_AFTER_MS = 250;

/** A prompt's arguments or a template's variables. `name` is what the server knows it by. */
export type Fillable = {
  kind: "prompt" | "template";
  name: string;
  title: string;
  description: string;
  fields: { name: string; title?: string | undefined; description?: string | undefined; required: boolean }[];
};

type OfferFormProps = {
  form: Fillable;
  connectorId: string;
  asked: { connectionId: string; conversationId: string | null };
  pending: boolean;
  onSubmit: (wanted: Wanted) => void;
};

/** Takes what a prompt or a resource's address needs; the server may suggest values. */
export function OfferForm({ form, connectorId, asked, pending, onSubmit }: OfferFormProps) {
  const t = useTranslations("content");
  const common = useTranslations("common");
  const [values, setValues] = useState<Record<string, string>>({});
  const [missing, setMissing] = useState<ReadonlySet<string>>(new Set());
  const listId = useId();
  const { suggestions, ask } = useSuggestions(form, connectorId, asked);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const empty = form.fields.filter(({ name, required }) => required && !values[name]?.trim());
    setMissing(new Set(empty.map(({ name }) => name)));
    if (empty[0]) {
      const control = event.currentTarget.elements.namedItem(empty[0].name);
      if (control instanceof HTMLElement) control.focus();
      return;
    }
    const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
    onSubmit(
      form.kind === "prompt"
        ? { prompt: form.name, name: form.title, arguments: given }
        : { uriTemplate: form.name, name: form.title, arguments: given },
    );
  };
  return (
    <form noValidate onSubmit={submit} className="space-y-4" aria-label={t("fillIn", { name: form.title })}>
      <div>
        <h3 className="wrap-anywhere font-medium">
          <VisibleText text={form.title} />
        </h3>
        {form.description && (
          <p className="wrap-anywhere text-muted">
            <VisibleText text={form.description} />
          </p>
        )}
      </div>
      {form.fields.map((field, index) => (
        <Field
          key={field.name}
          label={<VisibleText text={field.title ?? field.name} />}
          hint={field.description && <VisibleText text={field.description} />}
          error={missing.has(field.name) && t("required")}
          aside={field.required ? <Badge>{common("required")}</Badge> : undefined}
        >
          {(control) => (
            <>
              <Input
                {...control}
                name={field.name}
                autoFocus={index === 0}
                autoComplete="off"
                aria-required={field.required}
                list={`${listId}-${index}`}
                value={values[field.name] ?? ""}
                onFocus={() => ask(field.name, values)}
                onChange={(event) => {
                  const next = { ...values, [field.name]: event.target.value };
                  setValues(next);
                  ask(field.name, next);
                }}
              />
              <datalist id={`${listId}-${index}`}>
                {suggestions[field.name]?.map((value) => (
                  <option key={value} value={value} />
                ))}
              </datalist>
            </>
          )}
        </Field>
      ))}
      <DialogFooter>
        <Button type="submit" variant="primary" pending={pending}>
          {t("add")}
        </Button>
      </DialogFooter>
    </form>
  );
}

/** The server's suggestions by field, asked for when typing rests. One that hides something is not suggested. */
function useSuggestions(form: Fillable, connectorId: string, asked: OfferFormProps["asked"]) {
  const { connectionId, conversationId } = asked;
  const [suggestions, setSuggestions] = useState<Record<string, string[]>>({});
  const [question, setQuestion] = useState<{ name: string; values: Record<string, string> }>();
  useEffect(() => {
    if (!question) return;
    let isOver = false;
    const timer = setTimeout(async () => {
      const { name, values } = question;
      const { [name]: value = "", ...others } = values;
      const subject = form.kind === "prompt" ? { prompt: form.name } : { uriTemplate: form.name };
      const argument = { name, value };
      const found = await suggestValues(connectorId, { connectionId, conversationId, subject, argument, others });
      const plain = found.filter((each) => visibleParts(each).every((part) => !part.hidden));
      if (!isOver) setSuggestions((before) => ({ ...before, [name]: plain }));
    }, SUGGEST_AFTER_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [question, form, connectorId, connectionId, conversationId]);
  return { suggestions, ask: (name: string, values: Record<string, string>) => setQuestion({ name, values }) };
}
