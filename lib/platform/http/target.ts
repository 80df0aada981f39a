import { isIP } from "node:net";
import { err, ok, type Result } from "../result.ts";
import { isMetadataAddress, isPublicAddress } from "./address.ts";
import type { EgressReason } from "./egress-error.ts";

/** Who may be reached. */
export type EgressPolicy = {
  /** Exact `host:port` entries of the operator: private addresses and plain http are fine there. */
  allow: readonly string[];
  /** When set, this origin and nothing else, at whatever address. */
  origin: string | null;
};

/** A URL that passed the literal check, and what its addresses have to pass. */
export type Target = { url: URL; isAddressAllowed: (address: string) => boolean };

/** Names that resolve, somewhere, to a machine's own or a cloud's inside. Suffixes match whole labels. */
const INTERNAL_SUFFIXES = ["localhost", "localdomain", "local", "internal", "intranet", "lan", "home.arpa", "svc"];
const METADATA_NAMES = new Set([
  "metadata",
  "instance-data",
  "metadata.google.internal",
  "metadata.goog",
  "metadata.azure.internal",
  "metadata.azure.com",
  "metadata.tencentyun.com",
  "metadata.packet.net",
  "metadata.platformequinix.com",
  "instance-data.ec2.internal",
  "rancher-metadata",
]);

/**
 * The literal check of a URL: parsed by the WHATWG rules and nothing else, no user information, https, and a host
 * that can be public. No network. Names still have to pass the check of their addresses at connect time.
 */
export function checkTarget(policy: EgressPolicy, text: string): Result<Target, EgressReason> {
  const url = parseUrl(text);
  if (url === null) return err("invalid_url");
  if (url.protocol !== "https:" && url.protocol !== "http:") return err("scheme_not_allowed");
  if (url.username !== "" || url.password !== "") return err("userinfo_not_allowed");
  const host = bareHost(url);
  const isOperators = policy.origin === null ? isListed(policy.allow, url) : url.origin === policy.origin;
  if (policy.origin !== null && !isOperators) return err("address_not_public");
  if (url.protocol === "http:" && !isOperators) return err("scheme_not_allowed");
  const isAddressAllowed = isOperators ? (address: string) => !isMetadataAddress(address) : isPublicAddress;
  const isHostAllowed = isIP(host)
    ? isAddressAllowed(host)
    : !METADATA_NAMES.has(host) && (isOperators || !isInternalName(host));
  return isHostAllowed ? ok({ url, isAddressAllowed }) : err("address_not_public");
}

/** A URL's host without brackets. */
export function bareHost(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, "$1");
}

/** A URL's port as a number, the scheme's own where none is written. */
export function portOf(url: URL): number {
  return Number(url.port || (url.protocol === "https:" ? 443 : 80));
}

/** Parses, and strips the trailing dots of a host: `localhost.` is `localhost`. */
function parseUrl(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (!/\.$/.test(url.hostname)) return url;
  const stripped = url.hostname.replace(/\.+$/, "");
  url.hostname = stripped;
  return url.hostname === stripped ? url : null;
}

/** Whether the operator listed this URL's host and port, both sides in the form the URL parser gives them. */
function isListed(allow: readonly string[], url: URL): boolean {
  const port = portOf(url);
  return allow.some((entry) => {
    const colon = entry.lastIndexOf(":");
    if (Number(entry.slice(colon + 1)) !== port) return false;
    return parseUrl(`http://${entry.slice(0, colon)}/`)?.hostname === url.hostname;
  });
}

/** A name without a dot is completed by the local resolver, so it is never a public one. */
function isInternalName(host: string): boolean {
  return !host.includes(".") || INTERNAL_SUFFIXES.some((suffix) => host === suffix || host.endsWith(`.${suffix}`));
}
