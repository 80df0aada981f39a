import { type HeaderValues, withRequestHeaders } from "#lib/credentials/headers.ts";
import { checkServer } from "#lib/mcp/check-server.ts";
import type { McpProblem, ServerCheck } from "#lib/mcp/types.ts";
import { guardedFetch } from "#lib/platform/http/guarded-fetch.ts";
import { err, type Result } from "#lib/platform/result.ts";
import type { Verdict } from "#lib/traces/types.ts";
import { authenticationOf, headerNames, newSettings } from "./authentication.ts";
import { CHECK_MS } from "./constants.ts";
import type { ConnectorCheck, ConnectorSettings } from "./schema.ts";

/** Asks a server who it is, without an account. A server that wants one answers `needs_authorization` with its challenge. */
export async function askAnonymously(url: string): Promise<Result<ServerCheck, McpProblem>> {
  return askWithHeaders(url, {});
}

/** Asks a server who it is, with these request headers and no sign-in. */
export async function askWithHeaders(url: string, headers: HeaderValues): Promise<Result<ServerCheck, McpProblem>> {
  const deadline = AbortSignal.timeout(CHECK_MS);
  const send = withRequestHeaders(guardedFetch(), url, headers);
  const checked = await checkServer({
    url,
    fetch: (input, init) =>
      send(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, deadline]) : deadline }),
    accessToken: async () => null,
    onUnauthorized: async () => false,
    remembered: null,
  });
  return !checked.ok && deadline.aborted ? err({ reason: "timeout" }) : checked;
}

/** What a look at a server finds: what it is, what it asks for, or why it cannot be used. */
export async function checkConnector(
  url: URL,
  settings: ConnectorSettings = newSettings(undefined),
  shared: HeaderValues = {},
): Promise<ConnectorCheck> {
  return judgeCheck(await askWithHeaders(url.href, shared), settings);
}

/** What a server's answer, or its silence, means for a connector with these settings. */
export function judgeCheck(checked: Result<ServerCheck, McpProblem>, settings: ConnectorSettings): ConnectorCheck {
  if (checked.ok) return { outcome: "ready", server: checked.value };
  const { reason, detail } = checked.error;
  const isRefused = reason === "needs_authorization" || reason === "forbidden";
  if (isRefused && authenticationOf(settings) === "headers")
    return { outcome: headerNames(settings, "member").length > 0 ? "key_needed" : "key_refused" };
  if (reason === "needs_authorization") return { outcome: "sign_in" };
  return { outcome: "failed", reason, ...(detail !== undefined && { detail }) };
}

/** What a check says of the attempt to make it: a server that asks for a sign-in or a key has answered. */
export function checkVerdict(check: ConnectorCheck): Verdict {
  if (check.outcome === "failed") return { outcome: "failed", reason: check.reason };
  return check.outcome === "key_refused"
    ? { outcome: "failed", reason: "key_refused" }
    : { outcome: "ok", reason: null };
}

/** The name to suggest: the server's own, else what its address says. */
export function suggestName(url: URL, check: ConnectorCheck): string {
  const own = check.outcome === "ready" ? (check.server.title ?? check.server.name).trim() : "";
  return own || nameFromHost(url.hostname);
}

const NOT_A_NAME = new Set(["mcp", "api", "www", "app", "server", "remote", "com", "co", "org", "net", "io", "dev"]);

function nameFromHost(host: string): string {
  if (!/[a-z]/i.test(host) || host.startsWith("[")) return host;
  const labels = host.split(".").slice(0, -1);
  const label = labels.findLast((part) => !NOT_A_NAME.has(part)) ?? host;
  return label.charAt(0).toUpperCase() + label.slice(1);
}
