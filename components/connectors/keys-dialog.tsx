"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState, useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Dialog, DialogContent, DialogFooter } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { HEADER_VALUE_MAX } from "#lib/connectors/constants.ts";
import { headerValueSchema } from "#lib/connectors/schema.ts";

export type GivenHeaders = { name: string; value: string }[];

type KeysDialogProps = {
  connectorName: string;
  /** Which headers the person gives, and to which server they go. */
  asked: { names: string[]; host: string };
  /** Tries the values; the sentence to show when they do not work, null when they do. */
  onConnect: (given: GivenHeaders) => Promise<string | null>;
  onClose: () => void;
};

/** Asks a member for the values by which a server recognizes them. */
export function KeysDialog({ connectorName, asked, onConnect, onClose }: KeysDialogProps) {
  const t = useTranslations("connections.keys");
  const problems = useTranslations("connections.problems");
  const common = useTranslations("common");
  const [invalid, setInvalid] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [pending, startTransition] = useTransition();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (pending) return;
    const form = new FormData(event.currentTarget);
    const given = asked.names.map((name) => ({ name, value: String(form.get(name) ?? "") }));
    const wrong = given.flatMap(({ name, value }) => {
      const parsed = headerValueSchema.safeParse(value);
      return parsed.success ? [] : [[name, problems(parsed.error.issues[0]?.message as "header_value_invalid")]];
    });
    setInvalid(Object.fromEntries(wrong));
    setProblem(null);
    if (wrong.length === 0) startTransition(async () => setProblem(await onConnect(given)));
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={t("title", { name: connectorName })} closeLabel={common("close")}>
        <p>{t.rich("text", { host: () => <strong className="wrap-anywhere font-mono">{asked.host}</strong> })}</p>
        <form onSubmit={submit} className="space-y-4" noValidate>
          {asked.names.map((name, index) => (
            <Field key={name} label={name} hint={index === 0 && t("hint")} error={invalid[name]}>
              {(control) => (
                <Input
                  {...control}
                  name={name}
                  type="password"
                  maxLength={HEADER_VALUE_MAX}
                  autoComplete="off"
                  spellCheck={false}
                />
              )}
            </Field>
          ))}
          {problem && (
            <Callout tone="danger" role="alert">
              {problem}
            </Callout>
          )}
          <DialogFooter>
            <Button onClick={onClose}>{t("cancel")}</Button>
            <Button type="submit" variant="primary" pending={pending}>
              {t("connect")}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
