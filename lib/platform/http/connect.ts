import { lookup as systemLookup } from "node:dns/promises";
import net, { isIP } from "node:net";
import tls from "node:tls";
import type { buildConnector } from "undici";
import { MAX_CONNECT_ATTEMPTS } from "./constants.ts";
import { EgressError, findEgressError } from "./egress-error.ts";
import { bareHost, checkTarget, type EgressPolicy, portOf } from "./target.ts";

/** Every address of a name. */
export type Lookup = (hostname: string) => Promise<{ address: string }[]>;
/** Opens a TCP connection to an address. Tests replace it to stand in for the network. */
export type Dial = (address: string, port: number) => net.Socket;

export const systemResolver: Lookup = (hostname) => systemLookup(hostname, { all: true, order: "verbatim" });
export const systemDial: Dial = (address, port) => net.connect({ host: address, port });

/**
 * Makes undici's `connect`: checks the literal host, resolves the name itself, demands that ALL addresses pass, then
 * connects to a checked address (never to the name again) and checks the socket's real peer before any byte is sent.
 * @param connectMs for resolution, connection and TLS together
 */
export function pinnedConnector(policy: EgressPolicy, connectMs: number, lookup: Lookup, dial: Dial) {
  return (options: buildConnector.Options, callback: buildConnector.Callback): void => {
    const name = options.hostname.includes(":") ? `[${options.hostname.replace(/^\[|\]$/g, "")}]` : options.hostname;
    const url = new URL(`${options.protocol}//${name}${options.port ? `:${options.port}` : ""}`);
    const host = bareHost(url);
    const deadline = AbortSignal.timeout(Number.isFinite(connectMs) ? connectMs : 2 ** 31 - 1);
    connectPinned({ policy, url, host, lookup, dial, deadline }).then(
      (socket) => callback(null, socket),
      (error: unknown) =>
        callback(findEgressError(error) ?? new EgressError("connect_failed", host, { maybeSent: false }), null),
    );
  };
}

type Attempt = {
  policy: EgressPolicy;
  url: URL;
  host: string;
  lookup: Lookup;
  dial: Dial;
  deadline: AbortSignal;
};

async function connectPinned(attempt: Attempt): Promise<net.Socket> {
  const { policy, url, host, lookup, dial, deadline } = attempt;
  const fail = (reason: ConstructorParameters<typeof EgressError>[0]) =>
    new EgressError(reason, host, { maybeSent: false });
  const target = checkTarget(policy, url.href);
  if (!target.ok) throw fail(target.error);
  const { isAddressAllowed } = target.value;

  const addresses = isIP(host) ? [host] : await resolve(lookup, host, deadline);
  if (!addresses.every(isAddressAllowed)) throw fail("address_not_public");

  let problem = fail("connect_failed");
  for (const address of addresses.slice(0, MAX_CONNECT_ATTEMPTS)) {
    if (deadline.aborted) throw fail("timeout");
    const socket = dial(address, portOf(url));
    try {
      await settled(socket, "connect", deadline);
      const peer = socket.remoteAddress;
      if (peer === undefined || !isAddressAllowed(peer) || !isSameAddress(peer, address))
        throw fail("address_not_public");
      socket.setNoDelay(true).setKeepAlive(true, 60_000);
      return url.protocol === "https:" ? await secure(socket, host, deadline) : socket;
    } catch (error) {
      socket.destroy();
      problem = deadline.aborted ? fail("timeout") : (findEgressError(error) ?? fail("connect_failed"));
      if (problem.reason !== "connect_failed") throw problem;
    }
  }
  throw problem;
}

async function resolve(lookup: Lookup, host: string, deadline: AbortSignal): Promise<string[]> {
  const addresses = await raceDeadline(lookup(host), deadline).catch(() => []);
  if (deadline.aborted) throw new EgressError("timeout", host, { maybeSent: false });
  if (addresses.length === 0) throw new EgressError("dns_failed", host, { maybeSent: false });
  return addresses.map(({ address }) => address);
}

async function secure(socket: net.Socket, host: string, deadline: AbortSignal): Promise<tls.TLSSocket> {
  const secured = tls.connect({
    socket,
    host,
    servername: isIP(host) ? "" : host,
    ALPNProtocols: ["http/1.1"],
    rejectUnauthorized: true,
  });
  try {
    await settled(secured, "secureConnect", deadline);
    return secured;
  } catch {
    secured.destroy();
    throw new EgressError(deadline.aborted ? "timeout" : "tls_failed", host, { maybeSent: false });
  }
}

/** Waits for a socket's event, its error or end, or the deadline. A late error of a dead socket is nobody's problem. */
function settled(socket: net.Socket, event: "connect" | "secureConnect", deadline: AbortSignal): Promise<void> {
  const arrived = new Promise<void>((resolve, reject) => {
    socket.once(event, resolve);
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("closed")));
  });
  return raceDeadline(arrived, deadline);
}

function raceDeadline<T>(work: Promise<T>, deadline: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new Error("deadline"));
    if (deadline.aborted) stop();
    deadline.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => deadline.removeEventListener("abort", stop));
  });
}

/** Compares through the URL parser, which writes every IPv6 address in one way; an IPv4 peer of a dual-stack socket is mapped. */
function isSameAddress(left: string, right: string): boolean {
  const canonical = (address: string) => (isIP(address) === 6 ? new URL(`http://[${address}]/`).hostname : address);
  return canonical(left) === canonical(right);
}
