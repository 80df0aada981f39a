/** What bounds one outbound request. Times in milliseconds, sizes in bytes; `Infinity` lifts a limit. */
export type EgressLimits = {
  /** Name resolution and connection, TLS included. */
  connectMs: number;
  /** From the start until the response's headers are complete, all redirects included. */
  firstByteMs: number;
  /** Between two pieces of the response's body. */
  idleMs: number;
  /** From the start until the body's end, whatever arrives in between. */
  totalMs: number;
  /** The response's body, decoded. For a stream: all of it. */
  maxBytes: number;
  /** Same-origin redirects of a GET. */
  maxRedirects: number;
};

export const DEFAULT_LIMITS: EgressLimits = {
  connectMs: 5_000,
  firstByteMs: 30_000,
  idleMs: 60_000,
  totalMs: 300_000,
  maxBytes: 8 * 1024 * 1024,
  maxRedirects: 3,
};

/** Response headers, all together. */
export const MAX_HEADER_BYTES = 32 * 1024;

/** Addresses of one name that are tried (every one of them is checked). */
export const MAX_CONNECT_ATTEMPTS = 4;

/** Kept-alive connections: partitions at once, sockets per partition and origin, and how long an idle one stays. */
export const MAX_PARTITIONS = 256;
export const MAX_SOCKETS_PER_ORIGIN = 32;
export const KEEP_ALIVE_MS = 4_000;
export const MAX_KEEP_ALIVE_MS = 30_000;
