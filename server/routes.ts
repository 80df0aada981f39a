import type { IncomingMessage, ServerResponse } from "node:http";
import { isDatabaseReachable } from "./database/open-database.ts";
import { metricsText } from "./metrics.ts";
import { respond, respondJson } from "./respond.ts";

export type RouteState = { isDraining: boolean };
type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  parameters: string[],
  state: RouteState,
) => void | Promise<void>;
type Route = { path: RegExp; handle: Handler };

/** What is answered before Next, because it must be fast, must stream, or must work when pages do not. All are GET. */
const ROUTES: Route[] = [
  { path: /^\/api\/health\/live$/, handle: (_request, response) => respondJson(response, 200, { status: "live" }) },
  { path: /^\/api\/health\/ready$/, handle: ready },
  {
    path: /^\/api\/metrics$/,
    handle: (_request, response) => respond(response, 200, metricsText(), "text/plain; version=0.0.4; charset=utf-8"),
  },
];

/** Ready for requests: the database answers and we are not on our way out. */
async function ready(_request: IncomingMessage, response: ServerResponse, _: string[], state: RouteState) {
  if (state.isDraining) return respondJson(response, 503, { status: "draining" });
  if (!(await isDatabaseReachable())) return respondJson(response, 503, { status: "database unreachable" });
  respondJson(response, 200, { status: "ready" });
}

/** Answers what is ours; false: leave it to Next. */
export async function route(request: IncomingMessage, response: ServerResponse, state: RouteState): Promise<boolean> {
  const path = (request.url ?? "").split("?", 1)[0] ?? "";
  for (const { path: pattern, handle } of ROUTES) {
    const match = pattern.exec(path);
    if (!match) continue;
    if (request.method === "GET" || request.method === "HEAD") await handle(request, response, match.slice(1), state);
    else respond(response.setHeader("Allow", "GET, HEAD"), 405, "Method not allowed");
    return true;
  }
  return false;
}
