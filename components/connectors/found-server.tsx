import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { ConnectorCheck } from "#lib/connectors/schema.ts";

/** What a look at a server found, as a list of facts. */
export function FoundServer({ check }: { check: ConnectorCheck }) {
  const t = useTranslations("connectors.found");
  const mcp = useTranslations("mcp");
  if (check.outcome === "failed")
    return (
      <div className="space-y-1">
        <p>{mcp(check.reason)}</p>
        {check.detail && <p className="wrap-anywhere font-mono text-muted text-sm">“{check.detail}”</p>}
      </div>
    );
  if (check.outcome === "key_refused") return <p>{t("keyRefused")}</p>;
  if (check.outcome !== "ready")
    return (
      <Facts>
        <Fact name={t("signIn")}>{t(check.outcome === "key_needed" ? "keyNeeded" : "signInNeeded")}</Fact>
        <Fact name={t("tools")}>{t("toolsAfterSignIn")}</Fact>
      </Facts>
    );
  const { name, title, version, transport, protocolVersion, toolCount, toolsLeftOut } = check.server;
  return (
    <Facts>
      <Fact name={t("name")}>{title || name}</Fact>
      {version && <Fact name={t("version")}>{version}</Fact>}
      <Fact name={t("transport")}>{t(transport)}</Fact>
      <Fact name={t("protocol")}>{protocolVersion}</Fact>
      <Fact name={t("signIn")}>{t("signInNone")}</Fact>
      <Fact name={t("tools")}>
        {t("toolCount", { count: toolCount })}
        {toolsLeftOut > 0 && `; ${t("leftOut", { count: toolsLeftOut })}`}
      </Fact>
    </Facts>
  );
}

function Facts({ children }: { children: ReactNode }) {
  return <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5">{children}</dl>;
}

/** One line of a list of facts. */
export function Fact({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </>
  );
}
