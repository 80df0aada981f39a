import net, { BlockList } from "node:net";
import fc from "fast-check";
import { beforeEach, expect, test, vi } from "vitest";
import { IS_SOAK } from "#tests/fakes/soak.ts";
import { dotted, hostileUrl, ipv4, ipv4Host, ipv6, isPublic, suffix } from "#tests/fakes/target-generator.ts";
import type { Dial } from "./connect.ts";
import { checkUrl, createGuardedFetch } from "./guarded-fetch.ts";

/** A share of the full count on every run, all of it in the long form; the seed is printed by fast-check on failure. */
const RUNS = { seed: 20261121, numRuns: IS_SOAK ? 350_000 : 500 };
const TIMEOUT_MS = IS_SOAK ? 30 * 60_000 : 20_000;

const attempts: string[] = [];
const dial: Dial = (address) => {
  attempts.push(address);
  const socket = new net.Socket();
  queueMicrotask(() => socket.destroy());
  return socket;
};
const fetch = createGuardedFetch({ dial, lookup: async () => [{ address: "127.0.0.1" }] });

beforeEach(() => {
  attempts.length = 0;
});

/** Nothing is dialled for an address that is not public; a public one is dialled at exactly that address. */
async function expectAsOracle(address: string, url: string): Promise<void> {
  attempts.length = 0;
  const connect = vi.spyOn(net.Socket.prototype, "connect");
  const failure = await fetch(url).catch((error: unknown) => error);
  expect(connect).not.toHaveBeenCalled();
  connect.mockRestore();
  if (!isPublic(address)) {
    expect(failure).toMatchObject({ reason: "address_not_public" });
    expect(attempts).toEqual([]);
  } else {
    expect(failure).toMatchObject({ reason: "connect_failed" });
    expect(attempts).toHaveLength(1);
    expect(isSameAddress(attempts[0] ?? "", address)).toBe(true);
  }
}

/** Equality of addresses, not of texts. */
function isSameAddress(left: string, right: string): boolean {
  const family = (address: string) => (net.isIP(address) === 6 ? "ipv6" : "ipv4");
  const list = new BlockList();
  list.addAddress(left, family(left));
  return family(left) === family(right) && list.check(right, family(right));
}

test(
  "IPv4 in every notation",
  async () => {
    await fc.assert(
      fc.asyncProperty(ipv4Host, suffix, ({ address, host }, rest) =>
        expectAsOracle(address, `https://${host}${rest}`),
      ),
      RUNS,
    );
  },
  TIMEOUT_MS,
);

test(
  "IPv6 in every form",
  async () => {
    await fc.assert(
      fc.asyncProperty(ipv6, suffix, (address, rest) => expectAsOracle(address, `https://[${address}]${rest}`)),
      RUNS,
    );
  },
  TIMEOUT_MS,
);

test(
  "names whose addresses are mixed",
  async () => {
    const addresses = fc.array(fc.oneof(ipv4.map(dotted), ipv6), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(addresses, async (list) => {
        attempts.length = 0;
        const lookup = async () => list.map((address) => ({ address }));
        const failure = await createGuardedFetch({ dial, lookup })("https://mixed.example/").catch((e: unknown) => e);
        const expected = list.every(isPublic) ? "connect_failed" : "address_not_public";
        expect(failure).toMatchObject({ reason: expected });
        expect(attempts).toEqual(list.every(isPublic) ? list : []);
      }),
      RUNS,
    );
  },
  TIMEOUT_MS,
);

test(
  "a form takes none of them",
  () => {
    fc.assert(
      fc.property(hostileUrl, (url) => !checkUrl(url).ok),
      { ...RUNS, numRuns: IS_SOAK ? 1_000_000 : 5_000 },
    );
  },
  TIMEOUT_MS,
);
