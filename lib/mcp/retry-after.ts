import { RETRY_AFTER_MAX_MS } from "./constants.ts";

/**
 * When a server that is too busy (429, 503) wants to be asked again: `Retry-After` of RFC 9110, §10.2.3, as seconds or
 * as a date, at most RETRY_AFTER_MAX_MS from now. Null when it does not say, or not in a form that can be read.
 */
export function retryTime(header: string | null, now: number): Date | null {
  if (header === null) return null;
  const text = header.trim();
  const isDate = /^[A-Z][a-z]{2,8}[, ]/.test(text);
  const at = /^\d{1,10}$/.test(text) ? now + Number(text) * 1_000 : isDate ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) return null;
  return new Date(Math.min(Math.max(at, now), now + RETRY_AFTER_MAX_MS));
}
