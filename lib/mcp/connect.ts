import { err, ok, type Result } from "#lib/platform/result.ts";
import { type Finding, step } from "#lib/platform/trace.ts";
import { CONNECT_TIMEOUT_MS, REMEMBERED_FOR_MS } from "./constants.ts";
import { type EndpointRef, type Era, type Link, newLink } from "./link.ts";
import { isModernRefusal, problemFrom } from "./problem.ts";
import type { McpProblem, McpReason, RememberedProtocol } from "./types.ts";

/** Outcomes that another way of speaking to the same address cannot change. */
const FINAL = new Set<McpReason>([
  "needs_authorization",
  "insufficient_scope",
  "token_unavailable",
  "unreachable",
  "address_refused",
  "tls_failed",
  "redirect_refused",
  "rate_limited",
]);

/** Runs a connect with a deadline of our own: some waits inside the SDK have none. */
async function withDeadline(link: Link): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(Object.assign(new Error("Connecting took too long"), { reason: "timeout" })),
      CONNECT_TIMEOUT_MS,
    );
  });
  try {
    await Promise.race([link.client.connect(link.transport, { timeout: CONNECT_TIMEOUT_MS }), deadline]);
  } finally {
    clearTimeout(timer);
  }
}

async function attempt(
  endpoint: EndpointRef,
  kind: Link["kind"],
  era: Era,
  onError: (error: unknown) => void = () => {},
): Promise<Result<Link, McpProblem>> {
  const link = newLink(endpoint, kind, era);
  try {
    await withDeadline(link);
    return ok(link);
  } catch (error) {
    onError(error);
    await link.client.close().catch(() => {});
    await link.transport.close().catch(() => {});
    return err(problemFrom(error, link.challenge));
  }
}

/** `initialize` alone. A server that knows only 2026-07-28, and stumbled over the first probe, is probed once more. */
async function attemptInitialize(endpoint: EndpointRef): Promise<Result<Link, McpProblem>> {
  let isModern = false;
  const legacy = await attempt(endpoint, "streamable_http", "legacy", (error) => {
    isModern = isModernRefusal(error);
  });
  return isModern ? attempt(endpoint, "streamable_http", "modern") : legacy;
}

function isFresh(remembered: RememberedProtocol, now: number): boolean {
  const age = now - Date.parse(remembered.at);
  return age >= 0 && age < REMEMBERED_FOR_MS;
}

/**
 * Opens a link by a ladder: negotiate (2026-07-28, else `initialize`), then `initialize` alone for servers that stumble
 * over the probe, then the old HTTP+SSE transport where the address answers 400, 404 or 405 (2025-11-25, Transports,
 * "Backwards compatibility"). What was remembered within the last day is tried first; when it no longer holds, the
 * ladder starts at the top.
 */
export function connect(endpoint: EndpointRef): Promise<Result<Link, McpProblem>> {
  return step("era", () => climb(endpoint), foundOut);
}

/** A server that wants a sign-in first has answered; how it speaks is found out afterwards. */
function foundOut(link: Result<Link, McpProblem>): Finding {
  if (!link.ok) return link.error.reason === "needs_authorization" ? { outcome: "skipped" } : {};
  const { client, kind } = link.value;
  const { name: serverName, version: serverVersion } = client.getServerVersion() ?? {};
  const protocolVersion = client.getNegotiatedProtocolVersion();
  return { evidence: { era: client.getProtocolEra(), transport: kind, protocolVersion, serverName, serverVersion } };
}

async function climb(endpoint: EndpointRef): Promise<Result<Link, McpProblem>> {
  const { remembered } = endpoint.current;
  const known = remembered && isFresh(remembered, Date.now()) ? remembered : null;
  if (known?.transport === "sse" || known?.era === "legacy") {
    const again = await attempt(endpoint, known.transport, "legacy");
    if (again.ok || FINAL.has(again.error.reason)) return again;
  }

  const negotiated = await attempt(endpoint, "streamable_http", "auto");
  if (negotiated.ok || FINAL.has(negotiated.error.reason)) return negotiated;
  let failed = negotiated;
  if (failed.error.reason !== "not_mcp" || failed.error.status === undefined) {
    const legacy = await attemptInitialize(endpoint);
    if (legacy.ok || FINAL.has(legacy.error.reason)) return legacy;
    failed = legacy;
  }
  if (failed.error.reason !== "not_mcp" || failed.error.status === undefined) return failed;
  const sse = await attempt(endpoint, "sse", "legacy");
  return sse.ok || sse.error.reason === "needs_authorization" ? sse : failed;
}
