import { GeistSans } from "geist/font/sans";
import localFont from "next/font/local";

/** Not preloaded: few pages show code before anybody scrolls or clicks. */
const geistMono = localFont({
  src: "../node_modules/geist/dist/fonts/geist-mono/GeistMono-Variable.woff2",
  variable: "--font-geist-mono",
  weight: "100 900",
  preload: false,
  adjustFontFallback: false,
});

/** Classes for <html> that make both typefaces available as CSS variables. */
export const fontVariables = `${GeistSans.variable} ${geistMono.variable}`;
