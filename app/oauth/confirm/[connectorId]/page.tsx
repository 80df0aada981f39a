import { getTranslations } from "next-intl/server";
import { ConfirmConnect } from "#components/connectors/confirm-connect.tsx";
import { ClientMessages } from "#components/i18n/client-messages.tsx";
import { loadConfirmConnect } from "#lib/connections/loaders.ts";

type Props = { params: Promise<{ connectorId: string }>; searchParams: Promise<Record<string, string | string[]>> };

export const metadata = { referrer: "no-referrer" as const };

/** Asks somebody who came back in another browser session whether the sign-in is theirs. */
export default async function ConfirmConnectPage({ params, searchParams }: Props) {
  await loadConfirmConnect();
  const { connectorId } = await params;
  const entries = Object.entries(await searchParams).flatMap(([name, value]) =>
    [value].flat().map((each): [string, string] => [name, each]),
  );
  const t = await getTranslations("connections.confirm");
  return (
    <main className="mx-auto max-w-md px-4 py-16">
      <h1 className="text-xl">{t("title")}</h1>
      <p className="mt-2 text-muted">{t("text")}</p>
      <ClientMessages namespaces={["connections", "oauth", "mcp"]}>
        <ConfirmConnect connectorId={connectorId} query={new URLSearchParams(entries).toString()} />
      </ClientMessages>
    </main>
  );
}
