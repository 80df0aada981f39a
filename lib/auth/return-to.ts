/** Where everybody goes who was not on the way anywhere. */
export const HOME = "/new";

/** First segments of the pages a sign-in may lead back to. */
const PAGES = new Set(["new", "chat", "settings", "admin-settings", "invite", "oauth"]);
const BASE = "http://return.invalid";

/**
 * The path a sign-in may lead to: one of our own pages, whatever was asked for.
 * @param asked path and query as found in a URL or a form
 * @returns `asked` as the URL standard reads it, or HOME
 */
export function safeReturnTo(asked: unknown): string {
  if (typeof asked !== "string" || !/^\/(?![/\\])/.test(asked) || !URL.canParse(asked, BASE)) return HOME;
  const url = new URL(asked, BASE);
  const [, first = ""] = url.pathname.split("/");
  if (url.origin !== BASE || !PAGES.has(first)) return HOME;
  url.searchParams.delete("_rsc");
  return url.pathname + url.search + url.hash;
}
