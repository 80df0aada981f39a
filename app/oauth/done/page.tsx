import { ConnectDone } from "#components/connectors/connect-done.tsx";
import type { ConnectNews } from "#components/connectors/connect-window.ts";
import { ClientMessages } from "#components/i18n/client-messages.tsx";
import { RESULT_CONNECTOR_PARAM, RESULT_PARAM } from "#lib/connections/constants.ts";
import { isConnectCode } from "#lib/connections/errors.ts";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** The last page of a sign-in that was opened in a window of its own. It shows nothing but how that ended. */
export default async function ConnectDonePage({ searchParams }: Props) {
  const params = await searchParams;
  const code = String(params[RESULT_PARAM]);
  const news: ConnectNews = {
    connectorId: String(params[RESULT_CONNECTOR_PARAM]),
    code: code === "connected" || isConnectCode(code) ? code : "flow_unknown",
  };
  return (
    <main className="mx-auto flex max-w-md flex-col items-start gap-3 px-4 py-16">
      <ClientMessages namespaces={["waiting", "connections", "oauth", "mcp"]}>
        <ConnectDone {...news} />
      </ClientMessages>
    </main>
  );
}
