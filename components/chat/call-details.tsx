"use client";

import dynamic from "next/dynamic";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { isOwnFailure } from "#lib/tool-calls/errors.ts";
import type { ToolCallFailure, ToolCallView } from "#lib/tool-calls/types.ts";
import { CHECK_ANCHOR } from "#lib/traces/constants.ts";
import { Answered } from "./approval/answered.tsx";
import { Arguments } from "./arguments.tsx";
import type { ContentSource } from "./output/content-source.ts";
import { giveAnyway } from "./requests.ts";
import { ToolOutput } from "./tool-output.tsx";
import { VisibleText } from "./visible-text.tsx";

const Withheld = dynamic(async () => (await import("./withheld.tsx")).Withheld);

/** What a call was asked with and what came back, by whose word. */
export function CallDetails({ call }: { call: ToolCallView }) {
  const t = useTranslations("chat.call");
  const policy = useTranslations("policy");
  return (
    <div className="space-y-3 border-line border-t px-3 py-3">
      <p className="wrap-anywhere text-muted text-sm">
        {t("through", { connector: call.connector.name, account: call.account?.name ?? t("yourAccount") })}
        {call.rule && ` · ${policy(call.rule.code)}`}
      </p>
      <section className="space-y-1">
        <h3 className="text-muted text-sm">{t("input")}</h3>
        <Arguments value={call.arguments} />
      </section>
      <Answered call={call} />
      <section className="space-y-1">
        <h3 className="text-muted text-sm">{t("output")}</h3>
        {call.failure && !call.result?.isError && <Failure failure={call.failure} />}
        {call.failure && !isOwnFailure(call.failure.code) && <StepsLink connectorId={call.connector.id} />}
        {call.findings.length > 0 && (
          <Withheld
            from="result"
            findings={call.findings}
            isGivenAnyway={call.isGivenAnyway}
            onGive={() => giveAnyway(call.id)}
          />
        )}
        {call.result ? (
          <ToolOutput result={call.result} source={sourceOf(call)} />
        ) : (
          !call.failure && <p className="text-muted text-sm">{t("noOutput")}</p>
        )}
      </section>
    </div>
  );
}

/** To the step that failed, on the connector's own page. */
function StepsLink({ connectorId }: { connectorId: string }) {
  const t = useTranslations("chat.call");
  return (
    <p className="text-sm">
      <Link
        href={`/settings/connectors/${connectorId}#${CHECK_ANCHOR}`}
        className="font-medium text-accent-text underline-offset-4 hover:underline"
      >
        {t("seeSteps")}
      </Link>
    </p>
  );
}

/** Links in a result are opened through the account that the call was made by. */
function sourceOf({ connector, account, conversationId }: ToolCallView): ContentSource | null {
  return account && { connectorId: connector.id, connectionId: account.id, conversationId };
}

function Failure({ failure: { code, detail, retryAt } }: { failure: ToolCallFailure }) {
  const locale = useLocale();
  const t = useTranslations("chat.call");
  const own = useTranslations("toolCalls.failure");
  const mcp = useTranslations("mcp");
  return (
    <div className="space-y-1 text-sm">
      <p className="text-danger">{isOwnFailure(code) ? own(code) : mcp(code)}</p>
      {retryAt && (
        <p className="text-muted" suppressHydrationWarning>
          {t("retryAt", { time: new Date(retryAt).toLocaleTimeString(locale) })}
        </p>
      )}
      {detail && (
        <p className="wrap-anywhere text-muted">
          {t("serverSays")} <VisibleText text={detail} />
        </p>
      )}
    </div>
  );
}
