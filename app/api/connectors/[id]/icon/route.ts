import { orgContextFromCookies } from "#lib/auth/session.ts";
import { connectorIcon } from "#lib/connectors/icon.ts";

type Route = { params: Promise<{ id: string }> };

/** A connector's picture, for whoever is in its workspace; to everybody else there is none. */
export async function GET(request: Request, { params }: Route): Promise<Response> {
  const ctx = await orgContextFromCookies(request.headers.get("cookie") ?? "");
  const icon = ctx && (await connectorIcon(ctx, (await params).id));
  const headers = {
    // Whatever the bytes are, opened on their own they may do nothing.
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    Vary: "Cookie",
  };
  if (!icon) return new Response(null, { status: 404, headers: { ...headers, "Cache-Control": "no-store" } });
  const cached = { ...headers, "Cache-Control": "private, max-age=3600", ETag: icon.etag };
  if (request.headers.get("if-none-match") === icon.etag) return new Response(null, { status: 304, headers: cached });
  return new Response(Buffer.from(icon.bytes), { headers: { ...cached, "Content-Type": icon.contentType } });
}
