import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { ClientMessages } from "#components/i18n/client-messages.tsx";
import { Toaster } from "#components/ui/toast.tsx";
import { isTheme, THEME_COOKIE } from "#lib/platform/i18n/locales.ts";
import { PRODUCT_NAME } from "#lib/platform/product.ts";
import { fontVariables } from "./fonts.ts";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: PRODUCT_NAME, template: `%s · ${PRODUCT_NAME}` },
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fcfcfd" },
    { media: "(prefers-color-scheme: dark)", color: "#0f1012" },
  ],
};

/** The document: language, typefaces, and the chosen theme as an attribute, so that the first paint is already right. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = (await cookies()).get(THEME_COOKIE)?.value;
  const t = await getTranslations("common");
  return (
    <html lang={await getLocale()} data-theme={isTheme(theme) ? theme : undefined} className={fontVariables}>
      <body>
        <ClientMessages namespaces={[]}>{children}</ClientMessages>
        <Toaster label={t("notifications")} closeLabel={t("close")} />
      </body>
    </html>
  );
}
