import { HEADER_NAME_MAX } from "./constants.ts";

/** RFC 9110 §5.6.2: token; and as §16.3.2.1 advises for new ones, it begins with a letter or a digit. */
const TOKEN = /^[0-9A-Za-z][!#$%&'*+\-.^_`|~0-9A-Za-z]*$/;

/** Those that frame the message, belong to the connection or to the protocol, or speak for somebody else. */
const FORBIDDEN_NAMES = new Set([
  "host",
  "connection",
  "keep-alive",
  "te",
  "trailer",
  "upgrade",
  "via",
  "expect",
  "date",
  "range",
  "age",
  "cookie",
  "set-cookie",
  "cookie2",
  "origin",
  "referer",
  "forwarded",
  "x-real-ip",
  "x-http-method",
  "x-http-method-override",
  "x-method-override",
  "x-original-url",
  "x-rewrite-url",
  "last-event-id",
  "dpop",
  "www-authenticate",
  "cache-control",
  "pragma",
  "http2-settings",
  "max-forwards",
]);
const FORBIDDEN_PREFIXES = [
  ":",
  "accept",
  "access-control-",
  "content-",
  "if-",
  "mcp-",
  "proxy-",
  "sec-",
  "transfer-",
  "x-forwarded-",
];

/** Why a connector may not send a header of this name; null when it may. */
export function headerNameProblem(name: string): "header_name_invalid" | "header_name_forbidden" | null {
  if (name.length > HEADER_NAME_MAX || !TOKEN.test(name)) return "header_name_invalid";
  const lower = name.toLowerCase();
  const isForbidden = FORBIDDEN_NAMES.has(lower) || FORBIDDEN_PREFIXES.some((prefix) => lower.startsWith(prefix));
  return isForbidden ? "header_name_forbidden" : null;
}
