import type { Result } from "#lib/platform/result.ts";

/** For routes whose reasons come with more than a code, e.g. with a server's own words: the value, or 409 with both. */
export function withDetail<T>(
  result: Result<T, { reason: string; detail?: string }>,
): { ok: true; value: T } | Response {
  if (result.ok) return result;
  const { reason: code, detail } = result.error;
  const status = code === "not_found" ? 404 : 409;
  return Response.json(
    { ok: false, code, ...(detail && { detail }) },
    { status, headers: { "Cache-Control": "no-store" } },
  );
}
