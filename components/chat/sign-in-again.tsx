"use client";

import { useTranslations } from "next-intl";
import { useContext } from "react";
import { ConnectButton } from "#components/connectors/connect-button.tsx";
import type { ToolCallView } from "#lib/tool-calls/types.ts";
import { PageReadingContext } from "./page-reading.ts";

type SignInAgainProps = { call: ToolCallView; canManage: boolean };

/** Failures that signing in again helps with: the sign-in has ended, or it does not reach far enough. */
const WAYS_BACK = { needs_authorization: "signInAgain", insufficient_scope: "moreRights" } as const;

/** Under a call that failed for want of a sign-in that covers it: the way back in, until one has gone it. */
export function SignInAgain({ call, canManage }: SignInAgainProps) {
  const t = useTranslations("chat.call");
  const { connectors, callsOver } = useContext(PageReadingContext);
  const state = connectors.get(call.connector.id);
  const code = call.state === "failed" ? call.failure?.code : undefined;
  const words = code === "needs_authorization" || code === "insufficient_scope" ? WAYS_BACK[code] : null;
  // What the page knows of the connector is older than a failure that came while it was open.
  const isStillOut = !callsOver.has(call.id) || state === "reconnect" || state === "not_connected";
  if (!words || !isStillOut || state === undefined) return null;
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-lg bg-warning-tint px-3 py-2 text-sm">
      <span className="flex-1 basis-56">{t(words, { connector: call.connector.name })}</span>
      <ConnectButton
        connector={{ ...call.connector, canManage }}
        kind={state === "not_connected" ? "connect" : "reconnect"}
        {...(call.account && state !== "not_connected" && { account: { id: call.account.id } })}
        size="sm"
      />
    </div>
  );
}
