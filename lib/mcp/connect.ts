import { setTimeout as wait } from "node:timers/promises";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { type Finding, step } from "#lib/platform/trace.ts";
import { CONNECT_TIMEOUT_MS, CONNECT_TOTAL_MS, REMEMBERED_FOR_MS } from "./constants.ts";
import { type EndpointRef, type Era, type Link, linkProblem, newLink } from "./link.ts";
import { isModernRefusal } from "./problem.ts";
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

type Attempt = Result<Link, McpProblem>;

/** Whether it is the end of the ladder; a server that says when to come back is not asked in another way at once. */
function isFinal(attempt: Attempt): boolean {
  return attempt.ok || FINAL.has(attempt.error.reason) || attempt.error.retryAt !== undefined;
}

/** Runs a connect with a deadline of our own: some waits inside the SDK have none. */
async function withDeadline(link: Link, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error("Connecting took too long"), { reason: "timeout" })), ms);
  });
  try {
    await Promise.race([link.client.connect(link.transport, { timeout: ms }), deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/** One way up: every rung has CONNECT_TIMEOUT_MS, all of them together CONNECT_TOTAL_MS. */
class Ladder {
  readonly #until = performance.now() + CONNECT_TOTAL_MS;

  async attempt(
    endpoint: EndpointRef,
    kind: Link["kind"],
    era: Era,
    onError: (error: unknown) => void = () => {},
  ): Promise<Attempt> {
    const ms = Math.min(CONNECT_TIMEOUT_MS, this.#until - performance.now());
    if (ms <= 0) return err({ reason: "timeout" });
    const link = newLink(endpoint, kind, era);
    try {
      await withDeadline(link, ms);
      return ok(link);
    } catch (error) {
      onError(error);
      const problem = linkProblem(link, error);
      await link.client.close().catch(() => {});
      await link.transport.close().catch(() => {});
      return err(problem);
    }
  }

  /** `initialize` alone. A server that knows only 2026-07-28, and stumbled over the first probe, is probed once more. */
  async initialize(endpoint: EndpointRef): Promise<Attempt> {
    let isModern = false;
    const legacy = await this.attempt(endpoint, "streamable_http", "legacy", (error) => {
      isModern = isModernRefusal(error);
    });
    return isModern ? this.attempt(endpoint, "streamable_http", "modern") : legacy;
  }

  /**
   * Negotiates. Some servers answer 401 to the probe alone, although the token is good; so a token that is refused
   * there is tried with `initialize` before anybody renews it or takes it for dead.
   */
  async negotiate(endpoint: EndpointRef): Promise<Attempt> {
    if (!(await hasToken(endpoint))) return this.attempt(endpoint, "streamable_http", "auto");
    const trial = quietly(endpoint);
    const negotiated = await this.attempt(trial.ref, "streamable_http", "auto");
    if (!negotiated.ok && negotiated.error.reason === "needs_authorization") {
      const legacy = await this.attempt(trial.ref, "streamable_http", "legacy");
      trial.end();
      return legacy.ok ? legacy : this.attempt(endpoint, "streamable_http", "auto");
    }
    trial.end();
    return negotiated;
  }
}

async function hasToken(endpoint: EndpointRef): Promise<boolean> {
  // Why there is none is told by the attempt that asks for it again.
  return (await endpoint.current.accessToken().catch(() => null)) !== null;
}

/** The endpoint, except that until `end` a 401 is taken as the answer and nobody is told of it. */
function quietly(endpoint: EndpointRef): { ref: EndpointRef; end: () => void } {
  let isQuiet = true;
  const ref = {
    get current() {
      return isQuiet ? { ...endpoint.current, onUnauthorized: async () => false } : endpoint.current;
    },
  };
  return {
    ref,
    end: () => {
      isQuiet = false;
    },
  };
}

function isFresh(remembered: RememberedProtocol, now: number): boolean {
  const age = now - Date.parse(remembered.at);
  return age >= 0 && age < REMEMBERED_FOR_MS;
}

/**
 * Opens a link by a ladder: negotiate (2026-07-28, else `initialize`), then `initialize` alone for servers that stumble
 * over the probe, then the old HTTP+SSE transport where the address answers 400, 404 or 405 (2025-11-25, Transports,
 * "Backwards compatibility"). What was remembered within the last day is tried first; when it no longer holds, the
 * ladder starts at the top. A server that asks to be left alone for a moment (`Retry-After`) is, once.
 */
export function connect(endpoint: EndpointRef): Promise<Attempt> {
  return step("era", () => climbPatiently(endpoint), foundOut);
}

/** Opens a link by `initialize` alone, for a server whose 2026-07-28 turned out not to work. */
export function connectLegacy(endpoint: EndpointRef): Promise<Attempt> {
  return step("era", () => new Ladder().attempt(endpoint, "streamable_http", "legacy"), foundOut);
}

/** A server that wants a sign-in first has answered; how it speaks is found out afterwards. */
function foundOut(link: Attempt): Finding {
  if (!link.ok) return link.error.reason === "needs_authorization" ? { outcome: "skipped" } : {};
  const { client, kind } = link.value;
  const { name: serverName, version: serverVersion } = client.getServerVersion() ?? {};
  const protocolVersion = client.getNegotiatedProtocolVersion();
  return { evidence: { era: client.getProtocolEra(), transport: kind, protocolVersion, serverName, serverVersion } };
}

async function climbPatiently(endpoint: EndpointRef): Promise<Attempt> {
  const climbed = await climb(endpoint);
  const retryInMs = !climbed.ok && climbed.error.retryAt ? climbed.error.retryAt.getTime() - Date.now() : null;
  if (retryInMs === null || retryInMs > CONNECT_TIMEOUT_MS) return climbed;
  await wait(Math.max(retryInMs, 0));
  return climb(endpoint);
}

async function climb(endpoint: EndpointRef): Promise<Attempt> {
  const ladder = new Ladder();
  const { remembered } = endpoint.current;
  const known = remembered && isFresh(remembered, Date.now()) ? remembered : null;
  if (known?.transport === "sse" || known?.era === "legacy") {
    const again = await ladder.attempt(endpoint, known.transport, "legacy");
    if (isFinal(again)) return again;
  }

  const negotiated = await ladder.negotiate(endpoint);
  if (negotiated.ok || isFinal(negotiated)) return negotiated;
  let failed = negotiated;
  if (failed.error.reason !== "not_mcp" || failed.error.status === undefined) {
    const legacy = await ladder.initialize(endpoint);
    if (legacy.ok || isFinal(legacy)) return legacy;
    failed = legacy;
  }
  if (failed.error.reason !== "not_mcp" || failed.error.status === undefined) return failed;
  const sse = await ladder.attempt(endpoint, "sse", "legacy");
  return sse.ok || sse.error.reason === "needs_authorization" ? sse : failed;
}
