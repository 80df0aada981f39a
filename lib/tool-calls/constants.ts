/** Bytes of one call's arguments, as JSON. */
export const MAX_ARGUMENTS_BYTES = 256 * 1024;

/** Questions ended by one sweep. */
export const SWEEP_BATCH = 500;

/** How long a call waits for its person's connection, by the database's clock. */
export const CONNECTION_TTL_SECONDS = 24 * 60 * 60;
/** How often one call is sent anew after an answer that proved that it was not carried out (contract.md, decision 5). */
export const MAX_RESENDS = 2;

/** Why a call's outcome is unknown, and the reason of a signal that ends it: its worker went, nobody asked for it. */
export const WORKER_LOST = "worker_lost";

/** How long a server that only wants to be asked again is left alone: at first, and at most (milliseconds). */
export const STATE_ROUND_MS = 250;
export const STATE_ROUND_MAX_MS = 5_000;

/** What a call that waited for a new account waits at most for its tools to be read. */
export const NEW_TOOLS_WAIT_MS = 30_000;
