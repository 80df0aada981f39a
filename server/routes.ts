import type { IncomingMessage, ServerResponse } from "node:http";
import { streamConversationEvents } from "#lib/chat/event-stream.ts";
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
type Route = { path: RegExp; handle: Handler; methods?: string[] };

/** What is answered before Next, because it must be fast, must stream, or must work when pages do not. All only read. */
const ROUTES: Route[] = [
  { path: /^\/api\/health\/live$/, handle: (_request, response) => respondJson(response, 200, { status: "live" }) },
  { path: /^\/api\/health\/ready$/, handle: ready },
  {
    path: /^\/api\/metrics$/,
    handle: (_request, response) => respond(response, 200, metricsText(), "text/plain; version=0.0.4; charset=utf-8"),
  },
  {
    path: /^\/api\/conversations\/([\w-]+)\/events$/,
    methods: ["GET"],
    handle: (request, response, [id = ""]) => streamConversationEvents(request, response, id),
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
  for (const { path: pattern, handle, methods = ["GET", "HEAD"] } of ROUTES) {
    const match = pattern.exec(path);
    if (!match) continue;
    if (methods.includes(request.method ?? "")) await handle(request, response, match.slice(1), state);
    else respond(response.setHeader("Allow", methods.join(", ")), 405, "Method not allowed");
    return true;
  }
  return false;
}
