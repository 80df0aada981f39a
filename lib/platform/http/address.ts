import ipaddr from "ipaddr.js";

/** Public by registry, yet a door into a cloud: Azure's platform address (metadata, DNS, health). */
const CLOUD_IPV4 = ["168.63.129.16"];

/**
 * Where clouds answer with credentials, beyond link-local 169.254.0.0/16: Alibaba, Azure, Oracle, AWS (instance and
 * pod identity), Google.
 */
const METADATA_ADDRESSES = new Set([
  "100.100.100.200",
  "168.63.129.16",
  "192.0.0.192",
  "fd00:ec2::254",
  "fd00:ec2::23",
  "fd20:ce::254",
]);

/** IPv6 that is global by number but leads elsewhere: protocol assignments (Teredo, ORCHID …), documentation, 6to4, 6bone, AS112. */
const NOT_PUBLIC_IPV6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3ffe::/16", "3fff::/20", "2620:4f:8000::/48"].map(
  (range) => ipaddr.IPv6.parseCIDR(range),
);
const GLOBAL_UNICAST_IPV6 = ipaddr.IPv6.parseCIDR("2000::/3");

function parse(address: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return ipaddr.IPv4.parse(address);
  if (address.includes(":") && !address.includes("%") && ipaddr.IPv6.isValid(address))
    return ipaddr.IPv6.parse(address);
  return null;
}

/**
 * Whether an address belongs to the public internet. A library's classification alone leaks (compatible and translated
 * forms count as unicast there), so IPv4 must be plain unicast and IPv6 inside 2000::/3 minus what leads elsewhere.
 * @param address dotted decimal, or IPv6 without brackets; anything else is not public
 */
export function isPublicAddress(address: string): boolean {
  const parsed = parse(address);
  if (parsed === null) return false;
  if (parsed instanceof ipaddr.IPv4) return parsed.range() === "unicast" && !CLOUD_IPV4.includes(parsed.toString());
  return parsed.match(GLOBAL_UNICAST_IPV6) && !NOT_PUBLIC_IPV6.some((range) => parsed.match(range));
}

/**
 * Whether an address is a cloud's metadata service, in any notation that carries it (mapped, compatible, NAT64, 6to4,
 * Teredo). What cannot be read counts as one: this is the check that not even the operator's list lifts.
 */
export function isMetadataAddress(address: string): boolean {
  const parsed = parse(address);
  if (parsed === null) return true;
  if (parsed instanceof ipaddr.IPv4) return isMetadataIpv4(parsed);
  return METADATA_ADDRESSES.has(parsed.toString()) || embeddedIpv4(parsed).some(isMetadataIpv4);
}

function isMetadataIpv4(address: ipaddr.IPv4): boolean {
  return address.range() === "linkLocal" || METADATA_ADDRESSES.has(address.toString());
}

/** The IPv4 addresses that an IPv6 address may stand for: its last 32 bits (mapped, NAT64 …), 6to4's, Teredo's client (inverted). */
function embeddedIpv4(address: ipaddr.IPv6): ipaddr.IPv4[] {
  const bytes = address.toByteArray();
  const last = bytes.slice(12);
  const embedded = [last];
  if (address.range() === "6to4") embedded.push(bytes.slice(2, 6));
  if (address.range() === "teredo") embedded.push(last.map((byte) => byte ^ 0xff));
  return embedded.map((four) => new ipaddr.IPv4(four));
}
