import type { ServerResponse } from "node:http";

/** What every answer of ours carries that Next does not give. */
const HEADERS = {
  "Cache-Control": "no-store",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

/** Answers with a text of ours. */
export function respond(
  response: ServerResponse,
  status: number,
  body: string,
  contentType = "text/plain; charset=utf-8",
): void {
  response.writeHead(status, { ...HEADERS, "Content-Type": contentType, "Content-Length": Buffer.byteLength(body) });
  response.end(response.req.method === "HEAD" ? undefined : body);
}

/** Answers with JSON. */
export function respondJson(response: ServerResponse, status: number, body: unknown): void {
  respond(response, status, JSON.stringify(body), "application/json");
}
