import { NextIntlClientProvider } from "next-intl";
import { getMessages } from "next-intl/server";
import type { ReactNode } from "react";
import type { Messages, Namespace } from "#lib/platform/i18n/catalogue.ts";

/**
 * Gives the client components inside it the messages they need, and no others: "common" and the namespaces named.
 * The innermost one counts, so it names all that its subtree uses.
 */
export async function ClientMessages({ namespaces, children }: { namespaces: Namespace[]; children: ReactNode }) {
  const all = (await getMessages()) as Messages;
  const messages = Object.fromEntries(["common" as const, ...namespaces].map((name) => [name, all[name]]));
  return <NextIntlClientProvider messages={messages as Partial<Messages>}>{children}</NextIntlClientProvider>;
}
