import { randomBytes } from "node:crypto";
import { log } from "#lib/platform/log.ts";

/**
 * Logs what nobody expected and answers the id under which it stands in the log; the person sees nothing else of it.
 * @param where the action's or route's name
 */
export function logUnexpected(error: unknown, where: string): string {
  const id = randomBytes(6).toString("hex");
  log().error({ err: error, id, where }, "unexpected failure");
  return id;
}
