import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test, vi } from "vitest";
import type { ConnectorListItem } from "#lib/connections/loaders.ts";
import { loadMessages } from "#lib/platform/i18n/catalogue.ts";
import { LOCALES, type Locale } from "#lib/platform/i18n/locales.ts";
import { ConnectionFacts } from "./connection-facts.tsx";
import { ConnectorList } from "./connector-list.tsx";

vi.mock("#lib/connections/actions.ts");
vi.mock("#lib/connectors/actions.ts");
vi.mock("next/navigation", () => ({ useRouter: () => ({}), usePathname: () => "/" }));

const now = new Date();
const inTwoHours = new Date(now.getTime() + 2 * 3_600_000 + 60_000);

function item(given: Pick<ConnectorListItem, "state"> & { stateReason?: string; endsAt?: Date }): ConnectorListItem {
  const { state, stateReason = null, endsAt = null } = given;
  const account = { id: "acc_1", accountKey: "default", accountName: null, connectedAt: now, toolsSyncedAt: now };
  const connection = { ...account, state, stateReason, endsAt };
  const connector = { id: "con_1", slug: "c", name: "Connector", host: "mcp.example.com", url: null, iconUrl: null };
  const kind = { kind: "custom", auth: "oauth", lastCheck: null, checkedAt: null, canManage: false } as const;
  const counts = { toolCount: 2, connectedPeople: 0 };
  return { connector: { ...connector, ...kind }, connection, accounts: [connection], state, ...counts } as never;
}

async function text(locale: Locale, shown: ConnectorListItem): Promise<string[]> {
  const page = { items: [shown], kind: "organization", canManage: false, canAct: false, reportUrl: null } as const;
  const messages = await loadMessages(locale);
  const views = [
    <ConnectorList key="list" page={{ ...page, items: [...page.items] }} />,
    <ConnectionFacts key="facts" connector={shown.connector} connection={shown.connection} state={shown.state} />,
  ];
  return views.map((view) =>
    renderToStaticMarkup(
      <NextIntlClientProvider locale={locale} timeZone="UTC" messages={messages}>
        {view}
      </NextIntlClientProvider>,
    ).replaceAll(/<[^>]+>/g, " "),
  );
}

test.each(LOCALES)("a sign-in that cannot be renewed shows its end (%s)", async (locale) => {
  const word = { en: "in 2 hours", de: "in 2 Stunden" }[locale];
  for (const view of await text(locale, item({ state: "connected", endsAt: inTwoHours }))) expect(view).toContain(word);
});

test("a sign-in that ended says why", async () => {
  for (const view of await text("en", item({ state: "reconnect", stateReason: "interrupted" })))
    expect(view).toContain("was cut off");
  for (const view of await text("en", item({ state: "reconnect", endsAt: now }))) expect(view).toContain("has run out");
});

test("a provider that is away is no reason to sign in again", async () => {
  for (const view of await text("en", item({ state: "degraded", stateReason: "refresh_failed" })))
    expect(view).toContain("Nothing is lost");
});
