import { type Response as UndiciResponse, fetch as undiciFetch } from "undici";
import { env } from "../env.ts";
import { oncePerProcess } from "../process-registry.ts";
import { PRODUCT_NAME } from "../product.ts";
import { err, ok, type Result } from "../result.ts";
import { noteExchange, recordStep } from "../trace.ts";
import { boundedResponse } from "./bounded-response.ts";
import { type Dial, type Lookup, pinnedConnector, systemDial, systemResolver } from "./connect.ts";
import { DEFAULT_LIMITS, type EgressLimits } from "./constants.ts";
import { Deadline } from "./deadline.ts";
import { EgressError, type EgressReason, findEgressError } from "./egress-error.ts";
import { type OutgoingRequest, outgoingRequest } from "./outgoing-request.ts";
import { newAgent, Partitions } from "./partitions.ts";
import { bareHost, checkTarget, type EgressPolicy, type Target } from "./target.ts";

export type { EgressLimits, EgressReason };

/** Limits, and `partition`: whose kept-alive connections may be used. Without one, a request gets its own connection. */
export type EgressOptions = Partial<EgressLimits> & { partition?: string };

const REDIRECT_STATUS = new Set([301, 302, 303, 307, 308]);

/**
 * `fetch` for addresses that people or remote servers supplied: https to public addresses, plus the operator's
 * EGRESS_ALLOW. Follows same-origin redirects of a GET only (`redirect: "manual"` returns the 3xx as it is).
 * @throws EgressError, also from the body's stream
 */
export function guardedFetch(options: EgressOptions = {}): typeof fetch {
  return createGuardedFetch({ allow: env().EGRESS_ALLOW, limits: options, partitions: sharedPartitions("guarded") });
}

/**
 * `fetch` for one origin that the operator configured (a model, single sign-on): any address but cloud metadata, http
 * too, that exact origin only, no redirect off it.
 * @throws EgressError, also from the body's stream
 */
export function trustedFetch(origin: string, options: EgressOptions = {}): typeof fetch {
  const exact = new URL(origin).origin;
  return createGuardedFetch({ origin: exact, limits: options, partitions: sharedPartitions(`trusted ${exact}`) });
}

/** The literal check alone, without network, for forms. The URL is normalised: no trailing dots in the host. */
export function checkUrl(text: string): Result<URL, EgressReason> {
  const target = checkTarget({ allow: env().EGRESS_ALLOW, origin: null }, text);
  return target.ok ? ok(target.value.url) : err(target.error);
}

function sharedPartitions(kind: string): Partitions {
  return oncePerProcess(`egress-partitions ${kind}`, () => new Partitions());
}

type GuardedFetchParts = {
  allow?: readonly string[];
  origin?: string;
  limits?: EgressOptions;
  lookup?: Lookup;
  dial?: Dial;
  partitions?: Partitions;
};

/** What `guardedFetch` and `trustedFetch` are made of; the resolver and the dialling stand in for a network in tests. */
export function createGuardedFetch(parts: GuardedFetchParts = {}): typeof fetch {
  const { partition, ...overrides } = parts.limits ?? {};
  const limits: EgressLimits = { ...DEFAULT_LIMITS, ...overrides };
  const policy: EgressPolicy = { allow: parts.allow ?? [], origin: parts.origin ?? null };
  const connect = pinnedConnector(policy, limits.connectMs, parts.lookup ?? systemResolver, parts.dial ?? systemDial);
  const partitions = parts.partitions ?? new Partitions();

  return async (input, init) => {
    const request = await outgoingRequest(input, init, PRODUCT_NAME);
    const first = checked(policy, request.url);
    const deadline = new Deadline(bareHost(first.url), limits, request.signal);
    const pooled = partition === undefined ? null : partitions.agent(`${partition} ${limits.connectMs}`, connect);
    const agent = pooled ?? newAgent(connect);
    const end = once(() => {
      deadline.release();
      if (pooled === null) void agent.destroy();
    });
    try {
      let target = first;
      for (let redirects = 0; ; redirects++) {
        const response = await send(target, request, agent, deadline);
        const next = redirectTarget(response, target, request, policy);
        if (next === null) {
          deadline.stop("firstByte");
          refuseDeclaredSize(response, request, limits, deadline);
          noteExchange({ url: target.url.href, ...whatCame(response) });
          return boundedResponse(response, limits, deadline, end, redirects > 0);
        }
        await response.body?.cancel().catch(() => {});
        if (redirects >= limits.maxRedirects)
          throw new EgressError("redirect_refused", bareHost(target.url), { maybeSent: true });
        target = next;
      }
    } catch (error) {
      const host = bareHost(first.url);
      const reason = reasonOf(error);
      const problem = deadline.failWith(
        findEgressError(error) ?? new EgressError(reason, host, { maybeSent: reason !== "invalid_url" }),
      );
      end();
      noteExchange({ url: first.url.href, failure: problem.reason });
      throw problem;
    }
  };
}

function whatCame(response: UndiciResponse): { status: number; contentType?: string } {
  const contentType = response.headers.get("content-type");
  return { status: response.status, ...(contentType !== null && { contentType }) };
}

function checked(policy: EgressPolicy, text: string): Target {
  const target = checkTarget(policy, text);
  if (target.ok) return target.value;
  const host = URL.canParse(text) ? bareHost(new URL(text)) : "";
  recordStep("resolve", { reason: target.error, evidence: { host } });
  throw new EgressError(target.error, host, { maybeSent: false });
}

function send(
  target: Target,
  request: OutgoingRequest,
  agent: ReturnType<typeof newAgent>,
  deadline: Deadline,
): Promise<UndiciResponse> {
  if (deadline.problem !== null) throw deadline.problem;
  return undiciFetch(target.url, {
    method: request.method,
    headers: request.headers,
    body: request.body,
    duplex: "half",
    redirect: "manual",
    signal: deadline.signal,
    dispatcher: agent,
  });
}

/** Where a GET is sent on to, or null when the response is the answer. Anything but a same-origin GET is refused. */
function redirectTarget(
  response: UndiciResponse,
  from: Target,
  request: OutgoingRequest,
  policy: EgressPolicy,
): Target | null {
  const location = response.headers.get("location");
  if (!REDIRECT_STATUS.has(response.status) || location === null || request.redirect === "manual") return null;
  const refused = new EgressError("redirect_refused", bareHost(from.url), { maybeSent: true });
  if (request.redirect === "error" || request.method !== "GET" || !URL.canParse(location, from.url)) throw refused;
  const next = checkTarget(policy, new URL(location, from.url).href);
  if (!next.ok || next.value.url.origin !== from.url.origin) throw refused;
  return next.value;
}

/** A size over the limit that is declared up front need not be read to be refused. */
function refuseDeclaredSize(
  response: UndiciResponse,
  request: OutgoingRequest,
  limits: EgressLimits,
  deadline: Deadline,
): void {
  const declared = Number(response.headers.get("content-length") ?? 0);
  if (request.method !== "HEAD" && declared > limits.maxBytes) throw deadline.fail("too_large");
}

function reasonOf(error: unknown): EgressReason {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ("code" in current && current.code === "UND_ERR_HEADERS_OVERFLOW") return "too_large";
    if (current.message === "bad port") return "invalid_url";
  }
  return "connect_failed";
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    work();
  };
}
