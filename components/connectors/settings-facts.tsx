import { useFormatter, useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import type { ConnectorSettingsView, HeaderView } from "#lib/connectors/types.ts";
import { Fact } from "./found-server.tsx";

/** What is set for a connector, in words. Of secrets only that they are there. */
export function SettingsFacts({ settings }: { settings: ConnectorSettingsView }) {
  const t = useTranslations("connectorSettings");
  const { authentication, headers } = settings;
  const usesOAuth = authentication === "automatic" || authentication === "organization";
  return (
    <Card className="px-4 py-3">
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        <Fact name={t("facts.authentication")}>
          {t(`authentication.${authentication}`)}
          <span className="block text-muted text-sm">{t(`authentication.${authentication}Hint`)}</span>
        </Fact>
        {headers.length > 0 && (
          <Fact name={t("facts.headers")}>
            <ul>
              {headers.map((header) => (
                <li key={header.name}>
                  <HeaderFact header={header} />
                </li>
              ))}
            </ul>
          </Fact>
        )}
        {usesOAuth && <OAuthFacts settings={settings} />}
      </dl>
      {usesOAuth && !settings.isCallbackReachable && (
        <Callout tone="warning" className="mt-3">
          {t("callback.http")}
        </Callout>
      )}
    </Card>
  );
}

function HeaderFact({ header: { name, scope, setAt } }: { header: HeaderView }) {
  const t = useTranslations("connectorSettings.facts");
  const format = useFormatter();
  const date = setAt && format.dateTime(setAt, { dateStyle: "medium" });
  return (
    <>
      <code>{name}</code>
      {": "}
      {scope === "member" ? t("byMember") : `${t("byOrganization")}, ${date ? t("setAt", { date }) : t("notSet")}`}
    </>
  );
}

function OAuthFacts({ settings }: { settings: ConnectorSettingsView }) {
  const t = useTranslations("connectorSettings");
  const { client, oauth, callbackUrl } = settings;
  const switches = (["omitResource", "pkceNotAdvertised"] as const).filter((name) => oauth[name]);
  const parameters = Object.entries(oauth.extraParameters);
  return (
    <>
      <Fact name={t("facts.client")}>
        {client ? (
          <>
            {t("facts.clientOwn")} <code>{client.clientId}</code>{" "}
            {t(client.hasSecret ? "facts.withSecret" : "facts.withoutSecret")}
          </>
        ) : (
          t("facts.clientAutomatic")
        )}
      </Fact>
      <Fact name={t("facts.callback")}>
        <code>{callbackUrl}</code>
      </Fact>
      <Fact name={t("facts.scopes")}>{oauth.scopes ? <code>{oauth.scopes}</code> : t("facts.scopesAutomatic")}</Fact>
      <Fact name={t("facts.switches")}>
        {switches.length > 0 ? switches.map((name) => t(`switches.${name}`)).join("; ") : t("facts.noSwitches")}
      </Fact>
      {parameters.length > 0 && (
        <Fact name={t("facts.parameters")}>
          <ul>
            {parameters.map(([name, value]) => (
              <li key={name}>
                <code>{value ? `${name}=${value}` : name}</code>
              </li>
            ))}
          </ul>
        </Fact>
      )}
    </>
  );
}
