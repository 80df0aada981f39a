"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Callout } from "#components/ui/callout.tsx";
import { ATTACH_REASONS } from "#lib/chat/errors.ts";
import { OWN_CONTENT_REASONS, SERVER_REASONS } from "#lib/connections/errors.ts";
import type { Refused } from "./requests.ts";
import { VisibleText } from "./visible-text.tsx";

/** Why something of a connector's could not be had, with the server's own words where it gave some. */
export function ContentProblem({ problem, children }: { problem: Refused; children?: ReactNode }) {
  const t = useTranslations("content");
  const sentence = useProblemText();
  return (
    <Callout tone="danger" role="alert">
      <p>{sentence(problem.code)}</p>
      {problem.detail && (
        <p className="wrap-anywhere text-muted">
          {t("serverSays")} <VisibleText text={problem.detail} />
        </p>
      )}
      {children && <div className="mt-2 flex flex-wrap gap-2">{children}</div>}
    </Callout>
  );
}

function useProblemText(): (code: string) => string {
  const t = useTranslations("content.problems");
  const mcp = useTranslations("mcp");
  return (code) => {
    const own = [...OWN_CONTENT_REASONS, ...ATTACH_REASONS].find((each) => each === code);
    if (own) return t(own);
    const ofServer = SERVER_REASONS.find((each) => each === code);
    if (ofServer) return mcp(ofServer);
    return t(code === "signed_out" || code === "unreachable_us" ? code : "unexpected");
  };
}

/** Whether signing in (again) is what helps. */
export function needsSignIn(code: string): boolean {
  return ["needs_reauth", "not_connected", "needs_authorization", "insufficient_scope"].includes(code);
}
