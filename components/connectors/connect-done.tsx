"use client";

import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { Button } from "#components/ui/button.tsx";
import { type ConnectNews, tellConnectNews } from "./connect-window.ts";
import { useConnectProblem } from "./use-problem-text.ts";

/** Where the window of a sign-in ends: tells the page it was opened from, and closes itself when all went well. */
export function ConnectDone({ connectorId, code }: ConnectNews) {
  const t = useTranslations("waiting.done");
  const problemText = useConnectProblem(false);
  useEffect(() => {
    tellConnectNews({ connectorId, code });
    if (code === "connected") window.close();
  }, [connectorId, code]);
  return (
    <>
      <h1 className="text-xl">{t(code === "connected" ? "connected" : "notConnected")}</h1>
      <p role="status" className="text-muted">
        {code === "connected" ? t("close") : problemText(code)}
      </p>
      {code !== "connected" && <p className="text-muted">{t("goBack")}</p>}
      <Button onClick={() => window.close()}>{t("closeWindow")}</Button>
    </>
  );
}
