import type { ReactNode } from "react";
import { ClientMessages } from "#components/i18n/client-messages.tsx";
import { PRODUCT_NAME } from "#lib/platform/product.ts";

/** The frame around the pages of somebody who is not in yet. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <ClientMessages namespaces={["auth"]}>
      <main className="mx-auto flex min-h-dvh w-full max-w-md flex-col px-4 py-10 sm:py-20">
        <p className="mb-8 font-semibold text-accent-text">{PRODUCT_NAME}</p>
        {children}
      </main>
    </ClientMessages>
  );
}
