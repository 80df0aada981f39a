import net, { BlockList } from "node:net";
import fc from "fast-check";

/** The oracle: IANA's special-purpose registries by Node's own BlockList, no code of the product, no library it uses. */
const SPECIAL_IPV4: [string, number][] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["168.63.129.16", 32],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.31.196.0", 24],
  ["192.52.193.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["192.175.48.0", 24],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];
const SPECIAL_IPV6: [string, number][] = [
  ["::", 8],
  ["100::", 8],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["2620:4f:8000::", 48],
  ["3ffe::", 16],
  ["3fff::", 20],
  ["4000::", 3],
  ["5f00::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
];
// Two lists, for a BlockList takes an IPv4 address for its mapped form, which ::/8 covers.
const specialIpv4 = new BlockList();
for (const [base, bits] of SPECIAL_IPV4) specialIpv4.addSubnet(base, bits, "ipv4");
const specialIpv6 = new BlockList();
for (const [base, bits] of SPECIAL_IPV6) specialIpv6.addSubnet(base, bits, "ipv6");
const globalUnicast = new BlockList();
globalUnicast.addSubnet("2000::", 3, "ipv6");
/** Whether an address, in plain notation, belongs to the public internet. */
export const isPublic = (address: string) =>
  net.isIP(address) === 4
    ? !specialIpv4.check(address, "ipv4")
    : globalUnicast.check(address, "ipv6") && !specialIpv6.check(address, "ipv6");

const byte = fc.integer({ min: 0, max: 255 });
const group = fc.integer({ min: 0, max: 0xffff });
const toNumber = (bytes: number[]) => bytes.reduce((sum, value) => sum * 256 + value, 0);
const toBytes = (value: number) => [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256);
export const dotted = (bytes: number[]) => bytes.join(".");

/** An IPv4 address: any, or one inside a special range. */
export const ipv4 = fc.oneof(
  fc.array(byte, { minLength: 4, maxLength: 4 }),
  fc.tuple(fc.constantFrom(...SPECIAL_IPV4), fc.nat(2 ** 32 - 1)).map(([[base, bits], offset]) => {
    const size = 2 ** (32 - bits);
    return toBytes(toNumber(base.split(".").map(Number)) + (offset % size));
  }),
);

/** One part of an IPv4 notation: decimal, octal or hexadecimal. */
const radix = fc.constantFrom(
  (value: number) => String(value),
  (value: number) => `0${value.toString(8)}`,
  (value: number) => `0x${value.toString(16)}`,
  (value: number) => `0X00${value.toString(16).toUpperCase()}`,
);
/** What a URL parser folds into plain characters. */
const disguise = fc.constantFrom(
  (host: string) => host,
  (host: string) => `${host}.`,
  (host: string) => host.replace(/[0-9]/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
  (host: string) => host.replaceAll(".", "。"),
  (host: string) => host.replace(/./g, (char) => `%${char.charCodeAt(0).toString(16)}`),
  (host: string) => `­${host}`,
);
/** An IPv4 address in any notation a URL parser takes, with what it stands for. */
export const ipv4Host = fc
  .tuple(ipv4, fc.integer({ min: 1, max: 4 }), fc.array(radix, { minLength: 4, maxLength: 4 }), disguise)
  .map(([bytes, parts, write, hide]) => {
    const numbers = [...bytes.slice(0, parts - 1), toNumber(bytes.slice(parts - 1))];
    return { address: dotted(bytes), host: hide(numbers.map((value, i) => write[i]?.(value)).join(".")) };
  });

const hex = (bytes: number[]) => [0, 2].map((i) => toNumber(bytes.slice(i, i + 2)).toString(16)).join(":");
/** IPv6 addresses that carry an IPv4 one. None of them is ever public, whatever it carries. */
const carriers = fc.constantFrom(
  (v4: number[]) => `::${dotted(v4)}`,
  (v4: number[]) => `::${hex(v4)}`,
  (v4: number[]) => `::ffff:${dotted(v4)}`,
  (v4: number[]) => `::FFFF:${hex(v4)}`,
  (v4: number[]) => `0:0:0:0:0:ffff:${hex(v4)}`,
  (v4: number[]) => `::ffff:0:${hex(v4)}`,
  (v4: number[]) => `64:ff9b::${dotted(v4)}`,
  (v4: number[]) => `64:ff9b:1:ffff::${hex(v4)}`,
  (v4: number[]) => `2002:${hex(v4)}::1`,
  (v4: number[]) => `2001:0:0:0:0:0:${hex(v4.map((value) => value ^ 0xff))}`,
);
const groups = fc.array(group, { minLength: 8, maxLength: 8 });
const firstGroups = fc.constantFrom(
  0,
  0x64,
  0x100,
  0x2000,
  0x2001,
  0x2002,
  0x2606,
  0x3ffe,
  0x3fff,
  0x5f00,
  0xfd00,
  0xfe80,
);
/** An IPv6 address: any, one that carries an IPv4 address, or one close to a special range. */
export const ipv6 = fc.oneof(
  fc.tuple(carriers, ipv4).map(([carry, v4]) => carry(v4)),
  groups.map((all) => all.map((value) => value.toString(16)).join(":")),
  fc
    .tuple(firstGroups, fc.constantFrom(0, 1, 2, 0x10, 0x20, 0x30, 0xdb8, 0x4700), groups)
    .map(([first, second, rest]) => [first, second, ...rest.slice(2)].map((value) => value.toString(16)).join(":")),
);

/** What may follow a host. */
export const suffix = fc.constantFrom("/", ":443/", ":8443/mcp?q=1", "/#x", "\\", "?a=https://example.com/");

/** URLs of addresses that are not public, in every notation. */
export const hostileUrl = fc
  .oneof(
    ipv4Host.map(({ address, host }) => ({ address, host })),
    ipv6.map((address) => ({ address, host: `[${address}]` })),
  )
  .filter(({ address }) => !isPublic(address))
  .chain(({ host }) => suffix.map((rest) => `https://${host}${rest}`));
