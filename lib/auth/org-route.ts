import type { z } from "zod";
import type { Role } from "#lib/orgs/types.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import type { Result } from "#lib/platform/result.ts";
import { boundedBody } from "./bounded-body.ts";
import { MAX_JSON_BYTES } from "./constants.ts";
import { logUnexpected } from "./failure-id.ts";
import { parsedInput } from "./input.ts";
import { isJson, isSameOrigin } from "./same-origin.ts";
import { orgContextFromCookies } from "./session.ts";

type RouteContext = { params: Promise<Record<string, string | string[] | undefined>> };
type Handler = (request: Request, route: RouteContext) => Promise<Response>;

const STATUS: Record<string, number> = {
  invalid: 400,
  signed_out: 401,
  cross_site: 403,
  not_found: 404,
  too_large: 413,
  not_json: 415,
  unexpected: 500,
};

/**
 * A JSON route handler in the active workspace. GET and HEAD read and must change nothing; every other method needs our
 * own origin and a JSON body. The input is the body (or the query) and the path's parameters together.
 * @param options.schema strict
 * @param options.roles who may; owner, admin and member when left out. Everybody else gets what an unknown id gets
 * @param run answers a value, a reason (409 unless it has a status of its own), or a Response for streams and files
 */
export function orgRoute<S extends z.ZodType, T, E extends string>(
  { name, schema, roles = ["owner", "admin", "member"] }: { name: string; schema: S; roles?: readonly Role[] },
  run: (
    ctx: OrgContext & { sessionId: string },
    input: z.output<S>,
    request: Request,
  ) => Promise<Result<T, E> | Response>,
): Handler {
  return async (request, route) => {
    try {
      const writes = request.method !== "GET" && request.method !== "HEAD";
      if (writes && !isSameOrigin(request.headers)) return refusal("cross_site");
      if (writes && !isJson(request.headers)) return refusal("not_json");
      const ctx = await orgContextFromCookies(request.headers.get("cookie") ?? "");
      if (!ctx) return refusal("signed_out");
      if (!roles.includes(ctx.role)) return refusal("not_found");
      const sent = writes ? await jsonBody(request) : Object.fromEntries(new URL(request.url).searchParams);
      if (sent === "too_large") return refusal("too_large");
      const input = parsedInput(schema, sent && { ...sent, ...(await route.params) });
      if (!input.ok) return refusal("invalid", { fields: input.error });
      const result = await run(ctx, input.value, request);
      if (result instanceof Response) return result;
      return result.ok ? answer(200, result) : refusal(result.error);
    } catch (error) {
      return refusal("unexpected", { id: logUnexpected(error, name) });
    }
  };
}

function answer(status: number, body: object): Response {
  return Response.json(body, { status, headers: { "Cache-Control": "no-store" } });
}

function refusal(code: string, more: object = {}): Response {
  return answer(STATUS[code] ?? 409, { ok: false, code, ...more });
}

/** The body as an object; null when it is not one. An empty body is an empty object. */
async function jsonBody(request: Request): Promise<object | null | "too_large"> {
  const text = await boundedBody(request, MAX_JSON_BYTES);
  if (text === null) return "too_large";
  try {
    const value: unknown = JSON.parse(text === "" ? "{}" : text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
