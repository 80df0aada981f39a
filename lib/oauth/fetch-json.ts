import { MAX_METADATA_REDIRECTS } from "./constants.ts";
import { checkEndpoint } from "./endpoints.ts";
import { fetchProblem, problem } from "./problem.ts";
import type { Exchange, OAuthProblem, OAuthStep } from "./types.ts";

/** `absent`: there is an answer, and it is no JSON object; the next place may have one. `failed`: no usable answer. */
export type JsonAnswer =
  | { kind: "json"; value: Record<string, unknown> }
  | { kind: "absent"; why: string }
  | { kind: "failed"; problem: OAuthProblem };

const REDIRECTS = [301, 302, 303, 307, 308];

/**
 * GETs a metadata document. Redirects are followed within the origin only, each hop through the given fetch. A page in
 * place of JSON (single-page apps answer 200 to everything) is "absent", not an error.
 */
export async function getJson(address: string, step: OAuthStep, exchange: Exchange): Promise<JsonAnswer> {
  const first = checkEndpoint(address, exchange.allowHttp);
  if (!first.ok) return { kind: "failed", problem: problem("endpoint_not_allowed", step, first.error) };
  let url = first.value;
  try {
    for (let hop = 0; hop <= MAX_METADATA_REDIRECTS; hop++) {
      const response = await exchange.fetch(url.href, {
        headers: { accept: "application/json" },
        redirect: "manual",
        signal: exchange.signal ?? null,
      });
      if (REDIRECTS.includes(response.status)) {
        await response.body?.cancel();
        const next = URL.parse(response.headers.get("location") ?? "", url);
        if (!next || next.origin !== url.origin) return { kind: "absent", why: "redirects elsewhere" };
        next.hash = "";
        url = next;
        continue;
      }
      if (response.ok) return asObject(await response.text());
      await response.body?.cancel();
      if (isTemporaryStatus(response.status)) {
        return { kind: "failed", problem: problem("temporarily_unavailable", step, `HTTP ${response.status}`) };
      }
      return { kind: "absent", why: `HTTP ${response.status}` };
    }
    return { kind: "absent", why: "redirects without end" };
  } catch (error) {
    return { kind: "failed", problem: fetchProblem(error, step) };
  }
}

/** Statuses that speak of the moment, not of the request. */
export function isTemporaryStatus(status: number): boolean {
  return status >= 500 || status === 408 || status === 429;
}

/** A body as a JSON object, or null. */
export function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

function asObject(text: string): JsonAnswer {
  const value = parseObject(text);
  return value ? { kind: "json", value } : { kind: "absent", why: "not a JSON object" };
}
