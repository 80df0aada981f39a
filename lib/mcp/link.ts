import {
  type AuthProvider,
  Client,
  type JSONRPCMessage,
  type jsonSchemaValidator,
  ProtocolError,
  ProtocolErrorCode,
  SSEClientTransport,
  SseError,
  StreamableHTTPClientTransport,
} from "@modelcontextprotocol/client";
import { PRODUCT_NAME } from "#lib/platform/product.ts";
import { type CallContext, callContext, heldRequest } from "./call-context.ts";
import {
  CLIENT_VERSION,
  CONNECT_TIMEOUT_MS,
  PROBE_TIMEOUT_MS,
  RESUME_ATTEMPTS,
  RESUME_MAX_MS,
  RESUME_MIN_MS,
  TERMINATE_TIMEOUT_MS,
} from "./constants.ts";
import { incomingFilter } from "./incoming.ts";
import { AuthorizationNeeded, problemFrom, TokenUnavailable } from "./problem.ts";
import { retryTime } from "./retry-after.ts";
import { StandingStream } from "./standing-stream.ts";
import { TASKS_EXTENSION, taskAsResult } from "./task-result.ts";
import type { JsonObject, McpEndpoint, McpProblem, McpReason } from "./types.ts";
import { boundedFetch, streamEnd, withExchanges } from "./wire.ts";

/** The endpoint in force: a pooled session outlives the request that opened it, its token closures do not. */
export type EndpointRef = { current: McpEndpoint };

/** `auto`: probe, else `initialize`; `legacy`: `initialize` alone; `modern`: a probe that may take its time. */
export type Era = "auto" | "legacy" | "modern";

/** One SDK client on one transport. A session replaces its link when the server has forgotten it. */
export type Link = {
  client: Client;
  transport: StreamableHTTPClientTransport | SSEClientTransport;
  kind: "streamable_http" | "sse";
  /** The last `WWW-Authenticate` of a 401 on this link. */
  challenge: string | null;
  /** The `Retry-After` of the last 429 or 503 that nobody has taken notice of yet. */
  retryAfter: string | null;
  /** Why the last response stream was cut by us; its reader only learns that it broke. */
  cutFor: McpReason | null;
  /** Requests under way; an abandoned link closes after the last. */
  inFlight: number;
  isAbandoned: boolean;
  /** Aborted when the stream that carries all answers is gone (HTTP+SSE), or the client was closed. */
  broken: AbortController;
  /** Calls under way, the latest last. */
  calls: Set<CallContext>;
  /** Open questions that send a person to an address, by the server's id for the visit; aborted when it says "done". */
  visits: Map<string, AbortController>;
  /** Where messages come that belong to no request; null where all come on one stream (HTTP+SSE). */
  standing: StandingStream | null;
};

/**
 * Takes every value as valid. The SDK would compile the server's own schema and run its patterns on the main
 * thread, where one `^(a+)+$` stops the process (security.md §0.2).
 */
const acceptEverything: jsonSchemaValidator = {
  getValidator: () => (input) => ({ valid: true, data: input as never, errorMessage: undefined }),
};

/** `reason` of what `accessToken` throws when only its person can help; anything else it throws is temporary. */
const SIGN_IN_NEEDED = new Set<unknown>(["needs_reauth", "not_connected"]);

function authProvider(endpoint: EndpointRef, link: () => Link): AuthProvider {
  return {
    token: async () => {
      try {
        return (await endpoint.current.accessToken()) ?? undefined;
      } catch (cause) {
        if (SIGN_IN_NEEDED.has((cause as { reason?: unknown }).reason)) throw new AuthorizationNeeded(null);
        throw new TokenUnavailable("No token could be had", { cause });
      }
    },
    onUnauthorized: async ({ response }) => {
      const challenge = response.headers.get("www-authenticate");
      link().challenge = challenge;
      if (!(await endpoint.current.onUnauthorized(challenge))) throw new AuthorizationNeeded(challenge);
    },
  };
}

/** The one outbound fetch, its answers within our limits; `Retry-After` is kept for whoever may repeat. */
function linkFetch(endpoint: EndpointRef, link: () => Link): typeof fetch {
  const send: typeof fetch = async (input, init) => {
    const { fetch: ordinary, heldFetch = ordinary } = endpoint.current;
    const response = await (isHeld(init) ? heldFetch : ordinary)(input, init);
    if (response.status === 429 || response.status === 503) link().retryAfter = response.headers.get("retry-after");
    return response;
  };
  return boundedFetch(send, () => {
    link().cutFor = "too_large";
  });
}

/** Streams live as long as what they are for: the answer to a call may wait for a person. All are ended by us. */
function isHeld(init: RequestInit | undefined): boolean {
  return init?.method === "GET" || heldRequest.getStore() !== undefined;
}

/** Gives the SDK's standing GET a stream of our own; resuming a broken response (`Last-Event-ID`) goes through. */
function withStandingStream(endpoint: EndpointRef, send: typeof fetch, link: () => Link): typeof fetch {
  return async (input, init) => {
    const headers = new Headers(init?.headers);
    if (init?.method !== "GET" || headers.has("last-event-id")) return send(input, init);
    const standing = new StandingStream(async (signal) => {
      const token = headers.get("authorization")?.startsWith("Bearer ") && (await endpoint.current.accessToken());
      if (token) headers.set("authorization", `Bearer ${token}`);
      return send(input, { ...init, headers, signal });
    });
    link().standing = standing;
    return standing.respond(init.signal);
  };
}

function newClient(era: Era): Client {
  return new Client(
    { name: PRODUCT_NAME, version: CLIENT_VERSION },
    {
      // Neither sampling nor roots: nobody stands ready to answer them.
      capabilities: { elicitation: { form: {}, url: {} }, extensions: { [TASKS_EXTENSION]: {} } },
      inputRequired: { autoFulfill: false },
      jsonSchemaValidator: acceptEverything,
      versionNegotiation: {
        mode: era === "legacy" ? "legacy" : "auto",
        probe: { timeoutMs: era === "modern" ? CONNECT_TIMEOUT_MS : PROBE_TIMEOUT_MS },
      },
    },
  );
}

function streamableTransport(endpoint: EndpointRef, link: () => Link): StreamableHTTPClientTransport {
  const transport = new StreamableHTTPClientTransport(new URL(endpoint.current.url), {
    authProvider: authProvider(endpoint, link),
    fetch: withStandingStream(endpoint, linkFetch(endpoint, link), link),
    onInsufficientScope: "throw",
    reconnectionOptions: {
      initialReconnectionDelay: 1_000,
      maxReconnectionDelay: RESUME_MAX_MS,
      reconnectionDelayGrowFactor: 1.5,
      maxRetries: RESUME_ATTEMPTS,
    },
    // The delay may be the server's own `retry:`; and nobody waits for a stream whose request is over.
    reconnectionScheduler: (reconnect, delay) => {
      const resume = () => {
        if (link().inFlight > 0) reconnect();
      };
      const timer = setTimeout(resume, Math.min(Math.max(delay, RESUME_MIN_MS), RESUME_MAX_MS));
      return () => clearTimeout(timer);
    },
  });
  // The SDK leaves a request whose stream broke waiting for its timeout; this tells the caller at once.
  const sendMessage = transport.send.bind(transport);
  transport.send = (message, options) => {
    const call = callContext.getStore();
    const isRequest = !Array.isArray(message) && "method" in message && "id" in message;
    const onRequestStreamEnd = call?.onStreamEnd ?? streamEnd.getStore();
    const told = isRequest && onRequestStreamEnd ? { onRequestStreamEnd, ...options } : options;
    return heldRequest.run(isRequest ? call : undefined, () => sendMessage(message, told));
  };
  return transport;
}

/**
 * Puts a server's question to the call it belongs to: the one on whose stream it came, else the latest under way. Both
 * are the same person's, at the same account.
 */
async function answerServer(link: Link, method: string, params: JsonObject, signal: AbortSignal): Promise<JsonObject> {
  if (method !== "elicitation/create") throw new ProtocolError(ProtocolErrorCode.MethodNotFound, "Method not found");
  const call = callContext.getStore() ?? [...link.calls].at(-1);
  if (!call) throw new ProtocolError(ProtocolErrorCode.InvalidRequest, "No call is under way");
  return call.onQuestion(params, signal);
}

/**
 * A result of 2026-07-28 without the `resultType` it must have counts as complete, as it does in every older revision:
 * the SDK would refuse it, and a call that was carried out would seem to have an unknown outcome.
 */
function completeResult(message: JSONRPCMessage): void {
  if ("result" in message && message.result.resultType === undefined) message.result.resultType = "complete";
}

/** A client and a transport for an endpoint, not connected yet. */
export function newLink(endpoint: EndpointRef, kind: Link["kind"], era: Era): Link {
  const self = (): Link => link;
  const transport =
    kind === "sse"
      ? new SSEClientTransport(new URL(endpoint.current.url), {
          authProvider: authProvider(endpoint, self),
          fetch: linkFetch(endpoint, self),
        })
      : streamableTransport(endpoint, self);
  const link: Link = {
    client: newClient(kind === "sse" ? "legacy" : era),
    transport,
    kind,
    challenge: null,
    retryAfter: null,
    cutFor: null,
    inFlight: 0,
    isAbandoned: false,
    broken: new AbortController(),
    calls: new Set(),
    visits: new Map(),
    standing: null,
  };
  const filter = incomingFilter(() => endpoint.current.onToolsChanged?.());
  // The SDK calls what is set here before it reads a message itself.
  transport.onmessage = (message) => {
    filter(message);
    if ("result" in message) taskAsResult(message.result);
    if (link.client.getProtocolEra() === "modern") completeResult(message);
  };
  link.client.fallbackRequestHandler = (request, { mcpReq }) =>
    answerServer(link, request.method, (request.params ?? {}) as JsonObject, mcpReq.signal);
  link.client.setNotificationHandler("notifications/elicitation/complete", ({ params }) => {
    link.visits.get(params.elicitationId)?.abort();
  });
  link.client.onclose = () => link.broken.abort();
  link.client.onerror = (error) => {
    if (error instanceof SseError) link.broken.abort();
  };
  return link;
}

/** What an error of a request on this link comes down to, with what the link has seen of it. */
export function linkProblem(link: Link, error: unknown): McpProblem {
  const problem = problemFrom(error, link.challenge);
  const { retryAfter } = link;
  link.retryAfter = null;
  const retryAt = problem.status === 429 || problem.status === 503 ? retryTime(retryAfter, Date.now()) : null;
  return retryAt ? { ...problem, retryAt } : problem;
}

/** What became of a request whose stream ended without its answer. */
export function brokenStream(link: Link): McpProblem {
  const reason = link.cutFor ?? "stream_broken";
  link.cutFor = null;
  return { reason };
}

/** Ends a link: tells the server to forget the session where there is one, then closes. Never throws. */
export async function closeLink(link: Link): Promise<void> {
  const { transport } = link;
  if (transport instanceof StreamableHTTPClientTransport && transport.sessionId) {
    const limit = new Promise((resolve) => setTimeout(resolve, TERMINATE_TIMEOUT_MS).unref());
    await Promise.race([transport.terminateSession(), limit]).catch(() => {});
  }
  await link.client.close().catch(() => {});
}

/** Leaves a link behind; it closes as soon as the requests still on it are over. */
export function abandonLink(link: Link): void {
  link.isAbandoned = true;
  if (link.inFlight === 0) void closeLink(link);
}

/** Runs a request on a link and keeps count, so that the link is not closed under it; no stream of it stays open. */
export async function onLink<T>(link: Link, run: (link: Link) => Promise<T>): Promise<T> {
  link.inFlight += 1;
  try {
    return await withExchanges(() => run(link));
  } finally {
    link.inFlight -= 1;
    if (link.isAbandoned && link.inFlight === 0) void closeLink(link);
  }
}
