/** The languages the interface speaks; the first one is what everybody else gets. */
export const LOCALES = ["en", "de"] as const;
export type Locale = (typeof LOCALES)[number];
export const DEFAULT_LOCALE: Locale = "en";

/** Carries the person's own choice; absent means "as the browser says". Set when the choice is saved and at sign-in. */
export const LOCALE_COOKIE = "patchbay.locale";

/** Carries the person's theme, "light" or "dark"; absent means "as the system says". */
export const THEME_COOKIE = "patchbay.theme";
export const THEMES = ["light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** Narrows a stored or sent value to a locale we have. */
export function isLocale(value: unknown): value is Locale {
  return (LOCALES as readonly unknown[]).includes(value);
}

/** Narrows a stored or sent value to a theme we have. */
export function isTheme(value: unknown): value is Theme {
  return (THEMES as readonly unknown[]).includes(value);
}

/** The best locale for an `Accept-Language` header (RFC 9110 section 12.5.4): by quality, then by order; region ignored. */
export function negotiateLocale(acceptLanguage: string | null): Locale {
  const wanted = (acceptLanguage ?? "").split(",").map((part) => {
    const [tag = "", ...parameters] = part.trim().split(";");
    const quality = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find(Boolean);
    return { language: tag.trim().toLowerCase().split("-")[0], quality: quality === undefined ? 1 : Number(quality) };
  });
  const best = wanted
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .find(({ language }) => isLocale(language));
  return isLocale(best?.language) ? best.language : DEFAULT_LOCALE;
}
