"use client";

import { useLocale, useTranslations } from "next-intl";
import { useContext, useState } from "react";
import { ConnectorIcon } from "#components/connectors/connector-icon.tsx";
import { useConnect } from "#components/connectors/use-connect.tsx";
import { useConnectProblem } from "#components/connectors/use-problem-text.ts";
import { Button } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toast.tsx";
import { useFocusHandover } from "#components/ui/use-focus-handover.ts";
import type { ToolCallView } from "#lib/tool-calls/types.ts";
import { WaitingContext } from "./connecting.tsx";
import { skipConnection } from "./requests.ts";
import { useErrorText } from "./use-error-text.ts";

type ConnectionCardProps = {
  call: ToolCallView;
  need: NonNullable<ToolCallView["connectionNeed"]>;
  /** Whether the person may change connectors. */
  canManage: boolean;
};

const WORDS = {
  connect: { title: "connect", button: "connectButton" },
  reconnect: { title: "reconnect", button: "reconnectButton" },
  step_up: { title: "stepUp", button: "stepUpButton" },
} as const;

/** What a connector needs of its person before the calls that wait for it can go on, and the way to give it. */
export function ConnectionCard({ call, need, canManage }: ConnectionCardProps) {
  const t = useTranslations("waiting.card");
  const locale = useLocale();
  const problemText = useConnectProblem(canManage);
  const errorText = useErrorText();
  const { connectors, problems, calls } = useContext(WaitingContext);
  const { connect, pending, dialog } = useConnect({ connector: { ...call.connector, canManage } });
  const group = useFocusHandover<HTMLDivElement>();
  const [skipping, setSkipping] = useState(false);
  const { id, name } = call.connector;
  const count = calls.get(call.id);
  const connector = connectors.get(id);
  const problem = problems.get(id);
  // Its own account anew, as long as there is one by that id.
  const account = connector?.accounts.find((one) => one.id === call.account?.id);
  const accountName = call.account?.name ?? null;
  const words = WORDS[need.need];

  const skip = async () => {
    setSkipping(true);
    const answer = await skipConnection(call.id);
    if (answer.ok) return;
    setSkipping(false);
    toast.error(errorText(answer.code));
  };
  // The first of those that wait for the same stands for all.
  if (count === undefined) return null;
  const time = new Date(need.expiresAt).toLocaleString(locale, { dateStyle: "short", timeStyle: "short" });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form's controls; this says what is needed and why
    <div
      ref={group}
      role="group"
      aria-label={t("label", { connector: name })}
      className="space-y-3 rounded-lg border border-edge bg-raised p-4 shadow-md"
    >
      <div className="flex items-start gap-2.5">
        <ConnectorIcon name={name} iconUrl={connector?.iconUrl ?? null} />
        <div className="min-w-0 space-y-1">
          <p className="wrap-anywhere font-medium">{t(words.title, { connector: name })}</p>
          {accountName !== null && (
            <p className="wrap-anywhere text-muted text-sm">{t("account", { account: accountName })}</p>
          )}
        </div>
      </div>
      {need.scopes.length > 0 && (
        <div className="text-sm">
          <p className="text-muted">{t("scopes")}</p>
          <ul className="relative max-h-40 list-disc overflow-y-auto pl-5">
            {need.scopes.map((scope) => (
              <li key={scope} className="wrap-anywhere font-mono">
                {scope}
              </li>
            ))}
          </ul>
        </div>
      )}
      <div role="status" className="space-y-1 text-sm empty:hidden">
        {need.isOtherAccount && (
          <p className="text-warning">{t("otherAccount", { account: accountName ?? t("thatAccount") })}</p>
        )}
        {problem && <p className="text-danger">{problemText(problem)}</p>}
      </div>
      <p className="text-muted text-sm" suppressHydrationWarning>
        {count > 1 && `${t("calls", { count })} `}
        {t("goesOn", { time })}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" pending={pending} onClick={() => connect(account && { id: account.id })}>
          {t(words.button)}
        </Button>
        <Button pending={skipping} onClick={() => void skip()}>
          {t("skip")}
        </Button>
      </div>
      {dialog}
    </div>
  );
}
