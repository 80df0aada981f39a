"use client";

import { MessageCircleQuestion } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { FindingList } from "#components/inspection/finding-list.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { toast } from "#components/ui/toast.tsx";
import { useFocusHandover } from "#components/ui/use-focus-handover.ts";
import type { FieldProblem, PersonAnswer, QuestionView } from "#lib/questions/types.ts";
import type { ToolCallView } from "#lib/tool-calls/types.ts";
import { QuestionForm } from "./question-form.tsx";
import { readForm } from "./question-values.ts";
import { QuestionVisit } from "./question-visit.tsx";
import { answerQuestion } from "./requests.ts";
import { useErrorText } from "./use-error-text.ts";
import { HEAD_FIRST } from "./use-scroll-follow.ts";
import { VisibleText } from "./visible-text.tsx";

/** The buttons take no click for this long after they appear: one meant for what stood there before must not count. */
const INERT_MS = 500;

/** What a connector's server asks its person during a call: in its own words, marked as such. */
export function Question({ call, question }: { call: ToolCallView; question: QuestionView }) {
  const t = useTranslations("questions");
  const inspection = useTranslations("inspection");
  const errorText = useErrorText();
  const group = useFocusHandover<HTMLFormElement>();
  const [inert, setInert] = useState(true);
  const [chosen, setChosen] = useState<PersonAnswer["action"]>();
  const [problems, setProblems] = useState<Record<string, FieldProblem>>({});
  useEffect(() => {
    const timer = setTimeout(() => setInert(false), INERT_MS);
    return () => clearTimeout(timer);
  }, []);

  useEffect(() => {
    if (Object.keys(problems).length > 0) group.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [problems, group]);

  const send = async (answer: PersonAnswer) => {
    setChosen(answer.action);
    const taken = await answerQuestion(call.id, question.id, answer);
    if (taken.ok && Object.keys(taken.value.problems).length === 0) return;
    setChosen(undefined);
    if (!taken.ok) toast.error(errorText(taken.code));
    else setProblems(taken.value.problems);
  };
  const accept = () => {
    if (question.kind === "url") return void send({ action: "accept" });
    if (group.current) void send({ action: "accept", content: readForm(question.fields, new FormData(group.current)) });
  };
  const button = (action: PersonAnswer["action"], onClick: () => void) => ({
    disabled: inert || (chosen !== undefined && chosen !== action),
    pending: chosen === action,
    onClick,
  });
  return (
    // Nothing is sent by Enter: an answer leaves the house, so it takes a button.
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has a legend, this has a heading and a form around it
    <form
      ref={group}
      {...HEAD_FIRST}
      role="group"
      aria-label={t("label", { connector: call.connector.name })}
      noValidate
      onSubmit={(event) => event.preventDefault()}
      className="scroll-mt-4 space-y-4 rounded-lg border border-edge bg-raised p-4 shadow-md"
    >
      <div className="flex items-start gap-2.5">
        <MessageCircleQuestion aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
        <div className="min-w-0 space-y-1">
          <p className="wrap-anywhere font-medium">
            {t("asks", { connector: call.connector.name, account: call.account?.name ?? t("yourAccount") })}
          </p>
          <blockquote className="wrap-anywhere whitespace-pre-wrap border-line border-l-2 pl-3">
            <VisibleText text={question.message} />
          </blockquote>
          <p className="text-muted text-sm">{t(question.kind === "form" ? "noSecrets" : "elsewhere")}</p>
        </div>
      </div>
      {question.findings.length > 0 && (
        <Callout tone="warning" title={inspection("question")}>
          <FindingList findings={question.findings} />
        </Callout>
      )}
      {question.kind === "form" ? (
        <QuestionForm fields={question.fields} problems={problems} />
      ) : (
        <QuestionVisit url={question.url} inert={inert} />
      )}
      <div className="flex flex-wrap gap-2">
        <Button variant={question.kind === "form" ? "primary" : "secondary"} {...button("accept", accept)}>
          {t(question.kind === "form" ? "send" : "finished")}
        </Button>
        <Button {...button("decline", () => void send({ action: "decline" }))}>{t("decline")}</Button>
        <Button {...button("cancel", () => void send({ action: "cancel" }))}>{t("cancel")}</Button>
      </div>
    </form>
  );
}
