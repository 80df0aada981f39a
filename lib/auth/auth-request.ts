import { NextRequest } from "next/server";
import { boundedBody } from "./bounded-body.ts";
import { MAX_AUTH_BYTES } from "./constants.ts";
import { isSameOrigin } from "./same-origin.ts";

/**
 * A request that next-auth may see, or the refusal: writes come from our own pages and are small. Its `_log` action,
 * which writes whatever anybody sends into our log, does not exist here.
 */
export async function authRequest(request: NextRequest, action: string | undefined): Promise<NextRequest | Response> {
  if (action === "_log") return refusal(404);
  if (request.method === "GET") return request;
  if (!isSameOrigin(request.headers)) return refusal(403);
  const body = await boundedBody(request, MAX_AUTH_BYTES);
  if (body === null) return refusal(413);
  return new NextRequest(request.url, { method: request.method, headers: request.headers, body });
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: { "Cache-Control": "no-store" } });
}
