import type { ReactNode } from "react";
import { ClientMessages } from "#components/i18n/client-messages.tsx";
import type { Namespace } from "#lib/platform/i18n/catalogue.ts";

type ConnectorMessagesProps = { also?: Namespace[]; children: ReactNode };

/** The words of the pages about connectors: what all of them say, and what one says besides. */
export function ConnectorMessages({ also = [], children }: ConnectorMessagesProps) {
  return (
    <ClientMessages namespaces={["connectors", "connectorSettings", "connections", "oauth", "mcp", "traces", ...also]}>
      {children}
    </ClientMessages>
  );
}
