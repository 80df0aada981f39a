"use client";

import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Callout } from "#components/ui/callout.tsx";
import { toast } from "#components/ui/toast.tsx";
import { RESULT_CONNECTOR_PARAM, RESULT_PARAM } from "#lib/connections/constants.ts";
import { type ConnectCode, isConnectCode } from "#lib/connections/errors.ts";
import { useConnectProblem } from "./use-problem-text.ts";

type ConnectResultProps = {
  /** For naming the connector that the sign-in was for. */
  connectors: readonly { id: string; name: string }[];
  canManage: boolean;
};

/** Says how a sign-in at a provider ended, after it led back to this page, and takes that out of the address. */
export function ConnectResult({ connectors, canManage }: ConnectResultProps) {
  const t = useTranslations("connections");
  const problemText = useConnectProblem(canManage);
  const params = useSearchParams();
  const code = params.get(RESULT_PARAM);
  const name = connectors.find(({ id }) => id === params.get(RESULT_CONNECTOR_PARAM))?.name;
  const [problem, setProblem] = useState<ConnectCode | null>(null);

  useEffect(() => {
    if (code === null) return;
    if (code === "connected") toast.success(name ? t("connected", { name }) : t("connectedPlain"));
    else if (isConnectCode(code)) setProblem(code);
    const url = new URL(window.location.href);
    url.searchParams.delete(RESULT_PARAM);
    url.searchParams.delete(RESULT_CONNECTOR_PARAM);
    window.history.replaceState(null, "", url);
  }, [code, name, t]);

  if (!problem) return null;
  return (
    <Callout tone="danger" role="alert" title={name ? `${name}: ${t("problemTitle")}` : t("problemTitle")}>
      {problemText(problem)}
    </Callout>
  );
}
