/** Bytes of one call's arguments, as JSON. */
export const MAX_ARGUMENTS_BYTES = 256 * 1024;

/** Questions ended by one sweep. */
export const SWEEP_BATCH = 500;
