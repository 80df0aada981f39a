/** Most browsers name others too, so the order counts. */
const BROWSERS: [RegExp, string][] = [
  [/\bEdgA?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\b(Firefox|FxiOS)\//, "Firefox"],
  [/\b(Chrome|CriOS|HeadlessChrome)\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];
const SYSTEMS: [RegExp, string][] = [
  [/\b(iPhone|iPad)\b/, "iOS"],
  [/\bAndroid\b/, "Android"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
];

const match = (userAgent: string, names: [RegExp, string][]) => names.find(([sign]) => sign.test(userAgent))?.[1];

/** What a person calls the browser behind a `User-Agent` header; null when it does not say so in a way we know. */
export function describeUserAgent(userAgent: string): { browser: string; system: string } | null {
  const [browser, system] = [match(userAgent, BROWSERS), match(userAgent, SYSTEMS)];
  return browser && system ? { browser, system } : null;
}
