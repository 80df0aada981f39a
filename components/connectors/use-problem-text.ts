"use client";

import { useTranslations } from "next-intl";
import type { Offline } from "#components/auth/or-offline.ts";
import type { GateProblem } from "#lib/auth/errors.ts";
import type { ConnectCode } from "#lib/connections/errors.ts";
import type { CredentialProblem } from "#lib/credentials/types.ts";
import type { McpReason } from "#lib/mcp/types.ts";
import type { OAuthReason } from "#lib/oauth/types.ts";

export type ConnectProblem = ConnectCode | GateProblem | CredentialProblem["reason"] | Offline["code"];

/** The sentence for a code that came of connecting; owners read what they can change, members whom to ask. */
export function useConnectProblem(canManage: boolean): (code: ConnectProblem) => string {
  const own = useTranslations("connections.problems");
  const oauth = useTranslations("oauth.reasons");
  const mcp = useTranslations("mcp");
  return (code) => {
    if (code.startsWith("oauth.")) return oauth(`${code.slice(6) as OAuthReason}.${canManage ? "owner" : "member"}`);
    if (code.startsWith("mcp.")) return mcp(code.slice(4) as McpReason);
    return own(code as Exclude<ConnectProblem, `oauth.${OAuthReason}` | `mcp.${McpReason}`>);
  };
}
