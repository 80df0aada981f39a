import { Agent, type buildConnector } from "undici";
import {
  KEEP_ALIVE_MS,
  MAX_HEADER_BYTES,
  MAX_KEEP_ALIVE_MS,
  MAX_PARTITIONS,
  MAX_SOCKETS_PER_ORIGIN,
} from "./constants.ts";

/** A connector of undici's; our own always calls back with a socket or an error. */
export type Connector = (options: buildConnector.Options, callback: buildConnector.Callback) => void;

/** An undici agent whose every connection passes `connect`. Deadlines are the caller's, so undici's own are off. */
export function newAgent(connect: Connector): Agent {
  return new Agent({
    connect,
    allowH2: false,
    pipelining: 1,
    connections: MAX_SOCKETS_PER_ORIGIN,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: MAX_KEEP_ALIVE_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

/**
 * Kept-alive connections, one agent per partition, so that no two tenants ever share a socket. Bounded: the partition
 * used least recently is closed once its requests are done.
 */
export class Partitions {
  readonly #agents = new Map<string, Agent>();
  readonly #limit: number;

  constructor(limit = MAX_PARTITIONS) {
    this.#limit = limit;
  }

  /** The agent of `key`, made with `connect` on first use. */
  agent(key: string, connect: Connector): Agent {
    const agent = this.#agents.get(key) ?? newAgent(connect);
    this.#agents.delete(key);
    this.#agents.set(key, agent);
    const [oldest] = this.#agents;
    if (this.#agents.size > this.#limit && oldest !== undefined) {
      this.#agents.delete(oldest[0]);
      void oldest[1].close();
    }
    return agent;
  }

  /** Ends every connection, used or idle. */
  async destroy(): Promise<void> {
    const agents = [...this.#agents.values()];
    this.#agents.clear();
    await Promise.all(agents.map((agent) => agent.destroy()));
  }
}
