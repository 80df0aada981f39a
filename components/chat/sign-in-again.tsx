"use client";

import { useTranslations } from "next-intl";
import { useContext, useState } from "react";
import { ConnectButton } from "#components/connectors/connect-button.tsx";
import type { ToolCallView } from "#lib/tool-calls/types.ts";
import { ConnectorStates } from "./connector-states.ts";

type SignInAgainProps = { call: ToolCallView; canManage: boolean };

/** Under a call that failed because the account's sign-in has ended: the way back in, until one has gone it. */
export function SignInAgain({ call, canManage }: SignInAgainProps) {
  const t = useTranslations("chat.call");
  const state = useContext(ConnectorStates).get(call.connector.id);
  // What the page knows of the connector is older than a failure that came while it was open.
  const [wasOver] = useState(call.finishedAt !== null);
  const isRefused = call.state === "failed" && call.failure?.code === "needs_authorization";
  const isStillOut = !wasOver || state === "reconnect" || state === "not_connected";
  if (!isRefused || !isStillOut || state === undefined) return null;
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-lg bg-warning-tint px-3 py-2 text-sm">
      <span className="flex-1 basis-56">{t("signInAgain", { connector: call.connector.name })}</span>
      <ConnectButton
        connector={{ ...call.connector, canManage }}
        kind={state === "not_connected" ? "connect" : "reconnect"}
        size="sm"
      />
    </div>
  );
}
