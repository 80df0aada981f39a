import {
  InsufficientScopeError,
  ProtocolError,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  SseError,
  UnauthorizedError,
} from "@modelcontextprotocol/client";
import { MAX_DETAIL_CHARS } from "./constants.ts";
import type { McpReason } from "./reasons.ts";
import type { McpProblem } from "./types.ts";

/** Marks on our own errors: Next bundles its own copy of their classes, and a session may be of one copy, its user of the other. */
const NEEDED = Symbol.for("patchbay.mcp.authorization-needed");
const UNAVAILABLE = Symbol.for("patchbay.mcp.token-unavailable");

function isMarked(value: unknown, mark: symbol): boolean {
  return typeof value === "object" && value !== null && mark in value;
}

/** Thrown inside the SDK's request path when the server wants a sign-in and there is no newer token. */
export class AuthorizationNeeded extends Error {
  readonly [NEEDED] = true;
  readonly challenge: string | null;

  static override [Symbol.hasInstance](value: unknown): boolean {
    return isMarked(value, NEEDED);
  }

  constructor(challenge: string | null) {
    super("The server asks for authorization");
    this.challenge = challenge;
  }
}

/** Thrown inside the SDK's request path when a token could not be had; nothing was sent. */
export class TokenUnavailable extends Error {
  readonly [UNAVAILABLE] = true;

  static override [Symbol.hasInstance](value: unknown): boolean {
    return isMarked(value, UNAVAILABLE);
  }
}

/** A server's words, fit to be shown and stored: one line, no control characters, shortened. */
export function detailFrom(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim()
    .slice(0, MAX_DETAIL_CHARS)
    .toWellFormed();
}

/** What the guarded fetch, or Node's own, says before a single byte of the request has left. */
const BEFORE_SENDING: Record<string, McpReason> = {
  invalid_url: "address_refused",
  scheme_not_allowed: "address_refused",
  userinfo_not_allowed: "address_refused",
  address_not_public: "address_refused",
  dns_failed: "unreachable",
  connect_failed: "unreachable",
  tls_failed: "tls_failed",
  ENOTFOUND: "unreachable",
  EAI_AGAIN: "unreachable",
  ECONNREFUSED: "unreachable",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  UND_ERR_CONNECT_TIMEOUT: "unreachable",
  DEPTH_ZERO_SELF_SIGNED_CERT: "tls_failed",
  SELF_SIGNED_CERT_IN_CHAIN: "tls_failed",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "tls_failed",
  CERT_HAS_EXPIRED: "tls_failed",
  ERR_TLS_CERT_ALTNAME_INVALID: "tls_failed",
};

/** What the guarded fetch says when bytes may already have left. */
const AFTER_SENDING: Record<string, McpReason> = {
  timeout: "timeout",
  too_large: "too_large",
  redirect_refused: "redirect_refused",
  aborted: "stream_broken",
  stream_broken: "stream_broken",
  connect_failed: "stream_broken",
  tls_failed: "stream_broken",
};

/** An error and what caused it, outermost first. Classes are not compared: two bundles of one class may meet here. */
function* causes(error: unknown): Generator<Record<string, unknown>> {
  let current = error;
  for (let i = 0; i < 8 && typeof current === "object" && current !== null; i += 1) {
    const node = current as Record<string, unknown>;
    yield node;
    if (Array.isArray(node.errors)) for (const each of node.errors) yield* causes(each);
    current = node.cause ?? (node.data as { cause?: unknown } | undefined)?.cause;
  }
}

function lookUp(error: unknown, table: Record<string, McpReason>): McpReason | undefined {
  for (const node of causes(error)) {
    for (const key of [node.reason, node.code]) {
      if (typeof key === "string" && Object.hasOwn(table, key)) return table[key];
    }
  }
  return undefined;
}

/** The reason, when an error proves that the request never left this machine; else undefined. */
export function reasonBeforeSending(error: unknown): McpReason | undefined {
  // The guarded fetch says outright when bytes may have left.
  for (const node of causes(error)) if (node.maybeSent === true) return undefined;
  return causeOf(error, TokenUnavailable) ? "token_unavailable" : lookUp(error, BEFORE_SENDING);
}

/** The first error of a class in a chain of causes. */
export function causeOf<T>(error: unknown, type: abstract new (...args: never[]) => T): T | undefined {
  for (const node of causes(error)) if (node instanceof type) return node as T;
  return undefined;
}

/** The HTTP status behind an error of either transport, when there is one. */
export function httpStatus(error: unknown): number | undefined {
  if (error instanceof SdkHttpError) return error.status;
  if (error instanceof SseError) return typeof error.code === "number" ? error.code : undefined;
  if (!(error instanceof Error)) return undefined;
  if (error instanceof SdkError) {
    const status = (error.data as { status?: unknown } | undefined)?.status;
    if (typeof status === "number") return status;
  }
  const posted = /^Error POSTing to endpoint \(HTTP (\d{3})\)/.exec(error.message);
  return posted ? Number(posted[1]) : undefined;
}

/** The body of a refused request, in the server's words. */
export function httpBody(error: unknown): string {
  if (error instanceof SdkHttpError) return typeof error.data.text === "string" ? error.data.text : "";
  return error instanceof Error ? error.message.replace(/^Error POSTing to endpoint \(HTTP \d{3}\): /, "") : "";
}

/** Whether a refusal of `initialize` comes from a server that speaks 2026-07-28 alone (-32020, -32022). */
export function isModernRefusal(error: unknown): boolean {
  const code = error instanceof ProtocolError ? error.code : /"code":\s*(-\d+)/.exec(httpBody(error))?.[1];
  return Number(code) === -32020 || Number(code) === -32022;
}

/** What an HTTP status says while connecting or listing. */
export function reasonForStatus(status: number): McpReason {
  if (status === 401) return "needs_authorization";
  if (status === 403) return "forbidden";
  if (status === 429) return "rate_limited";
  if (status >= 500) return "server_error";
  if (status >= 300 && status < 400) return "redirect_refused";
  return status === 400 || status === 404 || status === 405 ? "not_mcp" : "rejected";
}

function reasonForSdkError(error: SdkError): McpReason {
  switch (error.code) {
    case SdkErrorCode.RequestTimeout:
      return "timeout";
    case SdkErrorCode.ClientHttpUnexpectedContent:
      return "not_mcp";
    case SdkErrorCode.ConnectionClosed:
      return "stream_broken";
    case SdkErrorCode.EraNegotiationFailed:
      return "not_mcp";
    default:
      return "protocol_error";
  }
}

/**
 * Sorts anything thrown while connecting or listing into the closed union.
 * @param challenge the last `WWW-Authenticate` seen, for errors of the SDK that do not carry it
 */
export function problemFrom(error: unknown, challenge: string | null = null): McpProblem {
  const needed = causeOf(error, AuthorizationNeeded);
  if (needed) return { reason: "needs_authorization", challenge: needed.challenge };
  const scope = causeOf(error, InsufficientScopeError);
  if (scope) return { reason: "insufficient_scope", detail: detailFrom(scope.requiredScope ?? ""), challenge };
  if (causeOf(error, UnauthorizedError)) return { reason: "needs_authorization", challenge };

  const network = reasonBeforeSending(error) ?? lookUp(error, AFTER_SENDING);
  if (network) return { reason: network };

  const status = httpStatus(error);
  if (status !== undefined && status !== 200) {
    const reason = reasonForStatus(status);
    const detail = detailFrom(httpBody(error));
    return { reason, status, ...(detail && { detail }), ...(reason === "needs_authorization" && { challenge }) };
  }
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ProtocolError) return { reason: "protocol_error", detail: detailFrom(message) };
  if (error instanceof SdkError) return { reason: reasonForSdkError(error), detail: detailFrom(message) };
  if (error instanceof SseError || error instanceof SyntaxError) return { reason: "not_mcp" };
  if (error instanceof TypeError) return { reason: "unreachable" };
  return { reason: "protocol_error", detail: detailFrom(message) };
}
