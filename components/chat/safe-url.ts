const SCHEMES = new Set(["https:", "http:", "mailto:"]);

/** An absolute web or mail address; null for everything else, also for paths, which would lead into this app. */
export function safeUrl(text: string | undefined): URL | null {
  if (!text || !URL.canParse(text)) return null;
  const url = new URL(text);
  return SCHEMES.has(url.protocol) && !url.username && !url.password ? url : null;
}
