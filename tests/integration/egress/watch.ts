import dnsPromises from "node:dns/promises";
import { syncBuiltinESMExports } from "node:module";
import net, { type AddressInfo, type Socket } from "node:net";
import { networkInterfaces } from "node:os";
import { isPublic } from "#tests/fakes/target-generator.ts";

/** What left this process, seen at the two doors that everything passes: names and sockets. Knows nothing of the product. */
export type Watch = {
  /** Connections begun to an address that is not public, or by a name; the test's own servers excepted. */
  private: string[];
  /** Connections begun to a public address. They are recorded and go no further. */
  public: string[];
  /** Names asked for. */
  names: string[];
  /** Listens at every address of this machine. */
  canary: { port: number; connections: number; bytes: number };
  stop(): Promise<void>;
};

/**
 * Watches until stopped.
 * @param own `host:port` of the servers the test itself runs, and of its database
 * @param addresses what names resolve to meanwhile; all others do not exist
 */
export async function watch(own: readonly string[], addresses: Record<string, string[]>): Promise<Watch> {
  const canary = { port: 0, connections: 0, bytes: 0 };
  const open = new Set<Socket>();
  const listener = net.createServer((socket) => {
    canary.connections += 1;
    open.add(socket);
    socket.on("error", () => {});
    socket.on("data", (data) => {
      canary.bytes += data.length;
      socket.end();
    });
  });
  const host = Object.values(networkInterfaces()).some((all) => all?.some(({ family }) => family === "IPv6"))
    ? "::"
    : "0.0.0.0";
  await new Promise<void>((resolve) => listener.listen(0, host, resolve));
  canary.port = (listener.address() as AddressInfo).port;

  const seen = { private: [] as string[], public: [] as string[], names: [] as string[] };
  const { connect } = net.Socket.prototype;
  const spied = function (this: Socket, ...args: unknown[]): Socket {
    const { host: to, port } = destination(args);
    if (own.includes(`${to}:${port}`)) return Reflect.apply(connect, this, args);
    if (net.isIP(to) && isPublic(to)) {
      seen.public.push(`${to} ${port}`);
      queueMicrotask(() => this.destroy(new Error("not in a test")));
      return this;
    }
    seen.private.push(`${to} ${port}`);
    return Reflect.apply(connect, this, args);
  };
  net.Socket.prototype.connect = spied as typeof connect;

  const { lookup } = dnsPromises;
  const resolve = (name: string) => {
    seen.names.push(name);
    return (addresses[name] ?? []).map((address) => ({ address, family: net.isIP(address) }));
  };
  dnsPromises.lookup = (async (name: string) => {
    const found = resolve(name);
    if (found.length === 0) throw Object.assign(new Error("ENOTFOUND"), { code: "ENOTFOUND" });
    return found;
  }) as unknown as typeof dnsPromises.lookup;
  syncBuiltinESMExports();

  return {
    ...seen,
    canary,
    async stop() {
      net.Socket.prototype.connect = connect;
      dnsPromises.lookup = lookup;
      syncBuiltinESMExports();
      for (const socket of open) socket.destroy();
      await new Promise((closed) => listener.close(closed));
    },
  };
}

/** Where `Socket.connect(...)` is headed, however it is called: `(options)`, `(port, host)`, or net's own normalised list. */
function destination(args: unknown[]): { host: string; port: number } {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === "object" && first !== null) {
    const { host = "localhost", port, path } = first as { host?: string; port?: number; path?: string };
    return { host: path ?? host, port: Number(port) };
  }
  return { host: typeof second === "string" ? second : "localhost", port: Number(first) };
}
