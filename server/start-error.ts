import { EnvError } from "#lib/platform/env.ts";
import { DatabaseError } from "./database/database-error.ts";

/** The server cannot start for a reason the operator can mend; `message` is the one line shown. */
export class StartError extends Error {}

/** The line to show for an error at the start; null when it is none of the expected ones. */
export function expectedLine(error: unknown): string | null {
  const isExpected = error instanceof StartError || error instanceof EnvError || error instanceof DatabaseError;
  return isExpected ? error.message : null;
}
