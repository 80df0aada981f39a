import { lookup as systemLookup } from "node:dns/promises";
import net, { isIP } from "node:net";
import tls from "node:tls";
import type { buildConnector } from "undici";
import { isTraced, note, step } from "../trace.ts";
import { isPublicAddress } from "./address.ts";
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

  const resolved = async () => {
    note({ host });
    const found = isIP(host) ? [host] : await resolve(lookup, host, deadline);
    note({ addressCount: found.length, family: familyOf(found), isPublic: found.every(isPublicAddress) });
    if (!found.every(isAddressAllowed)) throw fail("address_not_public");
    return found;
  };
  const addresses = await step("resolve", resolved);

  let problem = fail("connect_failed");
  for (const address of addresses.slice(0, MAX_CONNECT_ATTEMPTS)) {
    if (deadline.aborted) throw fail("timeout");
    const socket = dial(address, portOf(url));
    const connected = async () => {
      note({ host, port: portOf(url), address });
      await settled(socket, "connect", deadline).catch((error: unknown) => {
        note({ code: errorCode(error) });
        throw fail(deadline.aborted ? "timeout" : "connect_failed");
      });
      const peer = socket.remoteAddress;
      if (peer === undefined || !isAddressAllowed(peer) || !isSameAddress(peer, address))
        throw fail("address_not_public");
    };
    try {
      await step("connect", connected);
      socket.setNoDelay(true).setKeepAlive(true, 60_000);
      return url.protocol === "https:" ? await step("tls", () => secure(socket, host, deadline)) : socket;
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

function familyOf(addresses: readonly string[]): "IPv4" | "IPv6" | "IPv4, IPv6" {
  const [four, six] = [4, 6].map((family) => addresses.some((address) => isIP(address) === family));
  return four && six ? "IPv4, IPv6" : six ? "IPv6" : "IPv4";
}

/** The system's or the TLS library's own code for an error. */
function errorCode(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}

/** What the other side's certificate says of itself, and the version of TLS agreed on. */
function noteCertificate(socket: tls.TLSSocket): void {
  if (!isTraced()) return;
  const { subject, issuer, valid_to } = socket.getPeerCertificate();
  note({
    tlsProtocol: socket.getProtocol(),
    subject: subject?.CN,
    issuedBy: issuer?.O ?? issuer?.CN,
    validTo: valid_to,
  });
}

async function secure(socket: net.Socket, host: string, deadline: AbortSignal): Promise<tls.TLSSocket> {
  const secured = tls.connect({
    socket,
    host,
    servername: isIP(host) ? "" : host,
    ALPNProtocols: ["http/1.1"],
    rejectUnauthorized: true,
  });
  note({ host });
  try {
    await settled(secured, "secureConnect", deadline);
    noteCertificate(secured);
    return secured;
  } catch (error) {
    note({ code: errorCode(error) });
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
