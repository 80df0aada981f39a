/** What a caller's `fetch` arguments come down to. */
export type OutgoingRequest = {
  url: string;
  method: string;
  headers: [string, string][];
  body: string | Uint8Array<ArrayBuffer> | ReadableStream | null;
  redirect: RequestRedirect;
  signal: AbortSignal | null;
};

/** Headers that belong to the connection or frame the message: never the caller's to set. */
const CONNECTION_HEADERS = [
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/**
 * Reduces `fetch` arguments to what is sent on; every other option (a dispatcher, credentials, a cache mode) is dropped.
 * Compression is never asked for, so that a small answer cannot unfold into a huge one.
 */
export async function outgoingRequest(
  input: string | URL | Request,
  init: RequestInit | undefined,
  userAgent: string,
): Promise<OutgoingRequest> {
  const given = typeof input === "string" || input instanceof URL ? null : input;
  const headers = new Headers(init?.headers ?? given?.headers);
  const body = await sendableBody(init?.body ?? (given?.body ? await given.arrayBuffer() : null), headers);
  for (const name of CONNECTION_HEADERS) headers.delete(name);
  headers.set("accept-encoding", "identity");
  if (!headers.has("user-agent")) headers.set("user-agent", userAgent);
  return {
    url: given === null ? String(input) : given.url,
    method: (init?.method ?? given?.method ?? "GET").toUpperCase(),
    headers: [...headers],
    body,
    redirect: init?.redirect ?? given?.redirect ?? "follow",
    signal: init?.signal ?? given?.signal ?? null,
  };
}

/** A text, bytes or a stream; forms and blobs are written out by the platform, which also names their content type. */
async function sendableBody(body: BodyInit | null, headers: Headers): Promise<OutgoingRequest["body"]> {
  if (body === null || body instanceof ReadableStream) return body;
  const written = new Response(body);
  const type = written.headers.get("content-type");
  if (type !== null && !headers.has("content-type")) headers.set("content-type", type);
  return typeof body === "string" ? body : new Uint8Array(await written.arrayBuffer());
}
